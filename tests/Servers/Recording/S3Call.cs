using Microsoft.AspNetCore.WebUtilities;

namespace Maas.Servers.Recording;

/// <summary>S3's actions, which follow from method, path and query. Only addresses with the bucket in the path are known.</summary>
internal static class S3Call
{
    public static AwsCall Read(RequestScope scope, string method, string target)
    {
        var parts = target.Split('?', 2);
        var path = Uri.UnescapeDataString(parts[0]).TrimStart('/').Split('/', 2);
        var query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "");
        var isObject = path.Length > 1 && path[1].Length > 0;
        var action = isObject ? OfObject(method, query.ContainsKey) : OfBucket(method, query.ContainsKey);
        return scope.Call(action ?? $"{method} {target}", $"arn:aws:s3:::{path[0]}{(isObject ? $"/{path[1]}" : "")}");
    }

    private static string? OfObject(string method, Func<string, bool> asks) =>
        method switch
        {
            "GET" or "HEAD" when !asks("acl") && !asks("tagging") => "GetObject",
            "PUT" when !asks("acl") && !asks("tagging") => "PutObject",
            "POST" when asks("uploads") || asks("uploadId") => "PutObject",
            "DELETE" => asks("uploadId") ? "AbortMultipartUpload" : "DeleteObject",
            _ => null,
        };

    private static string? OfBucket(string method, Func<string, bool> asks) =>
        method switch
        {
            "GET" when asks("encryption") => "GetEncryptionConfiguration",
            "GET" when asks("lifecycle") => "GetLifecycleConfiguration",
            "GET" when asks("policy") => "GetBucketPolicy",
            "GET" when asks("publicAccessBlock") => "GetBucketPublicAccessBlock",
            "GET" when asks("list-type") => "ListBucket",
            "HEAD" => "ListBucket",
            _ => null,
        };
}

using Microsoft.AspNetCore.WebUtilities;

namespace Maas.Servers.Recording;

/// <summary>The actions of services that speak AWS Query: a form that names the action.</summary>
internal static class QueryCall
{
    public static IReadOnlyList<AwsCall> Read(RequestScope scope, string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        var action = form["Action"].ToString();
        return (scope.Service, action) switch
        {
            // Everybody may ask who he is.
            ("sts", "GetCallerIdentity") => [],
            ("iam", "GetRole") => [scope.Call(action, RequestScope.GlobalArn("iam", $"role/{form["RoleName"]}"))],
            ("iam", "GetInstanceProfile") =>
            [
                scope.Call(action, RequestScope.GlobalArn("iam", $"instance-profile/{form["InstanceProfileName"]}")),
            ],
            _ => [scope.Call(action, "*")],
        };
    }
}

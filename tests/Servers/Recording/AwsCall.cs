namespace Maas.Servers.Recording;

/// <summary>What a request to AWS asks to be allowed, as its policies put it. One request may ask for several.</summary>
/// <param name="Caller">The access key that signed it.</param>
/// <param name="Action">The action of IAM, such as <c>s3:GetObject</c>.</param>
/// <param name="Resource">The resource's ARN; <c>*</c> for an action that knows none.</param>
public sealed record AwsCall(string Caller, string Action, string Resource)
{
    /// <summary>What conditions see of it, such as <c>aws:RequestTag/deployment</c>.</summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public override string ToString() => $"{Action} on {Resource}";
}

namespace Maas.Gateway.Access;

/// <summary>
/// The keys of people and programs that read the registry or run the batch; SDKs have write keys of their own. A key is given as it is, or
/// as <c>sha256:</c> and the 64 hexadecimal digits of its digest, so that the configuration need not hold it. Read at the start.
/// </summary>
public sealed class AccessOptions
{
    /// <summary>The keys <c>Maas:ReadKeys</c> and <c>Maas:AdminKeys</c> lie directly below this section.</summary>
    public const string Section = "Maas";

    /// <summary>
    /// Keys that may look devices up. No default: without one the service does not start. In configuration an entry is a plain key, or
    /// <c>Key</c> and <c>Apps</c> for a key that is limited to some apps.
    /// </summary>
    public IList<ReadKey> ReadKeys { get; } = [];

    /// <summary>Keys that may plan and cancel runs, and read everything. No default: without one the service does not start.</summary>
    public IList<string> AdminKeys { get; } = [];
}

/// <summary>A key that may look devices up.</summary>
/// <param name="Key">The key, or <c>sha256:</c> and its digest.</param>
/// <param name="Apps">The apps it is limited to; empty for every app.</param>
public sealed record ReadKey(string Key, IReadOnlyList<string> Apps);

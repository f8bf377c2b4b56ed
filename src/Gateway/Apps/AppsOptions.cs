namespace Maas.Gateway.Apps;

/// <summary>The apps whose devices are served, by name. A name is ASCII letters, digits, <c>-</c>, <c>_</c>, <c>.</c>, at most 64 of them.</summary>
public sealed class AppsOptions
{
    /// <summary>The key <c>Maas:Apps</c> lies directly below this section.</summary>
    public const string Section = "Maas";

    /// <summary>Each app's own options. No default: without an app with a write key the service does not start.</summary>
    public IDictionary<string, AppOptions> Apps { get; } = new Dictionary<string, AppOptions>(StringComparer.Ordinal);
}

/// <summary>One app.</summary>
public sealed class AppOptions
{
    /// <summary>
    /// The keys that its SDKs are given, any of them valid, so that one can be replaced while old installations still use it. A key is given
    /// as it is, or as <c>sha256:</c> and the 64 hexadecimal digits of its digest. A write key only lets events in; it opens nothing else.
    /// </summary>
    public IList<string> WriteKeys { get; } = [];
}

namespace Maas.Servers;

/// <summary>
/// How long tests wait for what takes seconds: the bound matters only when something is broken, and the machine may be slow and busy with
/// something else.
/// </summary>
public static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(3);
}

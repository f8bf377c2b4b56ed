namespace Maas.Cli.Checks;

/// <summary>One thing that <c>maas check</c> looked at.</summary>
/// <param name="Name">What was looked at, such as <c>data folder</c>.</param>
/// <param name="Ok">Nothing is wrong with it.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Fix">What to do about it; empty when nothing is wrong.</param>
internal sealed record Finding(string Name, bool Ok, string Detail, string Fix)
{
    public static Finding Good(string name, string detail) => new(name, true, detail, "");

    public static Finding Bad(string name, string detail, string fix) => new(name, false, detail, fix);
}

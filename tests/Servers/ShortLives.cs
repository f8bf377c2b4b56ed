namespace Maas.Servers;

/// <summary>
/// A silo compiles what is hot at full optimisation from its first moment, for the sake of the hours to come. One that a test starts lives for
/// seconds, and more than a third of the processor time of such a test went into that.
/// </summary>
public static class ShortLives
{
    /// <summary>Gives the programs that are started from now on .NET's own delay: 100 ms without new code, in the hexadecimal that it reads.</summary>
    public static void Expect() => Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", "64");
}

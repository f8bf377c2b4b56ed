namespace Maas.Aws.Emr;

/// <summary>What clusters are made of where no types are configured.</summary>
public static class DefaultMachines
{
    /// <summary>Units of a machine of each of the <see cref="Types"/>: its virtual processors.</summary>
    public const int Units = 4;

    /// <summary>Types of one size and one processor architecture; workers may be of twice the size too.</summary>
    public static IReadOnlyList<string> Types { get; } = ["m5.xlarge", "m5a.xlarge", "m6i.xlarge", "m6a.xlarge"];
}

namespace Maas.Silo.Hosting;

/// <summary>Where the lake and the documents of runs are kept; section <c>Maas:Objects</c>.</summary>
public sealed class ObjectsOptions
{
    public const string Section = "Maas:Objects";

    /// <summary>
    /// What keeps objects. <c>Directory</c> (default): files in the data folder. <c>S3</c>: a bucket, as <c>Maas:Objects:S3</c> says.
    /// </summary>
    public ObjectsKind Kind { get; set; } = ObjectsKind.Directory;
}

/// <summary>What keeps objects.</summary>
public enum ObjectsKind
{
    Directory,
    S3,
}

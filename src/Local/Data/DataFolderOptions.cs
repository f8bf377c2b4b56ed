namespace Maas.Local.Data;

/// <summary>Where the service keeps its files (<c>Maas:Data</c>).</summary>
public sealed class DataFolderOptions
{
    public const string Section = "Maas:Data";

    /// <summary>
    /// The data folder; a relative path is taken from the current directory. Default <c>./data</c>. It belongs to one process at a time
    /// and should lie on a local disk.
    /// </summary>
    public string Path { get; set; } = "./data";

    /// <summary>
    /// Free bytes of the disk below which appends are refused with 503, so that sealing, state and the lake still have room. Default
    /// 512 MiB; 0 refuses only once the disk is full.
    /// </summary>
    public long FreeBytesMin { get; set; } = 512L * 1024 * 1024;
}

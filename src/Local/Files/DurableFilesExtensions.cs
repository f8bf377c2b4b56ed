namespace Maas.Local.Files;

/// <summary>What is made of the calls.</summary>
internal static class DurableFilesExtensions
{
    /// <summary>Deletes what a failed attempt leaves, if that can be done now; what stays is removed at the next start.</summary>
    public static void TryDelete(this IDurableFiles files, string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }
}

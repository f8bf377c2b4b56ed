using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Maas.Gateway.Tests.Ingestion.Fuzzing;

/// <summary>
/// Request bodies in files beside this one: one or more of every form that SDKs send, and every body that has ever broken a promise.
/// Mutations start from them.
/// </summary>
internal static class FuzzCorpus
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Corpus");

    public static IReadOnlyDictionary<string, byte[]> Read() =>
        Directory
            .GetFiles(Folder)
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes, StringComparer.Ordinal);

    /// <summary>Keeps a body that broke a promise, to be committed with what mends it; returns its file.</summary>
    public static string Keep(byte[] body)
    {
        var file = Path.Combine(Folder, $"found-{Convert.ToHexStringLower(SHA256.HashData(body))[..12]}.json");
        File.WriteAllBytes(file, body);
        return file;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

using System.IO.Compression;
using System.Text;

namespace Maas.Simulation.Tests.Csv;

/// <summary>A parser of RFC 4180 written for the tests alone, so that a writer's mistake is not read back by its own logic.</summary>
internal static class PlainCsv
{
    public static IEnumerable<string[]> ReadFolder(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(ReadFile)
            : [];

    public static IEnumerable<string[]> ReadFile(string path)
    {
        using var file = File.OpenRead(path);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
        while (reader.ReadLine() is { } line)
        {
            yield return Parse(line);
        }
    }

    private static string[] Parse(string line)
    {
        var (fields, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '"' when quoted && at + 1 < line.Length && line[at + 1] == '"':
                    field.Append('"');
                    at++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    fields.Add(field.ToString());
                    field.Clear();
                    break;
                default:
                    field.Append(line[at]);
                    break;
            }
        }

        quoted.ShouldBeFalse("a row is one line");
        fields.Add(field.ToString());
        return [.. fields];
    }
}

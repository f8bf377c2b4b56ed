using System.Text;
using Maas.Tracking.Schema;
using Microsoft.VisualBasic.FileIO;

namespace Maas.Gateway.Tests.Ingestion.Support;

/// <summary>Reads raw rows back with an independent CSV reader.</summary>
internal static class CsvRows
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Tracking(ReadOnlySpan<byte> rows) => Read(rows, TrackingColumns.Names);

    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rejected(ReadOnlySpan<byte> rows) => Read(rows, RejectedColumns.Names);

    public static string[] Fields(ReadOnlySpan<byte> row)
    {
        using var parser = Parser(row);
        return parser.ReadFields()!;
    }

    private static List<IReadOnlyDictionary<string, string>> Read(ReadOnlySpan<byte> rows, IReadOnlyList<string> names)
    {
        using var parser = Parser(rows);
        var read = new List<IReadOnlyDictionary<string, string>>();
        while (parser.ReadFields() is { } fields)
        {
            fields.Length.ShouldBe(names.Count);
            read.Add(names.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
        }

        return read;
    }

    private static TextFieldParser Parser(ReadOnlySpan<byte> rows)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return new TextFieldParser(new StringReader(strict.GetString(rows)))
        {
            Delimiters = [","],
            HasFieldsEnclosedInQuotes = true,
            TrimWhiteSpace = false,
        };
    }
}

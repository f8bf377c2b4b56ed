using System.Text;
using CsCheck;
using Maas.Tracking.Csv;

namespace Maas.Tracking.Tests.Csv;

public sealed class CsvFieldsTests
{
    /// <summary>Bytes of every length around a vector's, of which some need care and some are beyond ASCII.</summary>
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte[0x20, 0x7E].Array[0, 100],
        Gen.Byte.Array[0, 100],
        OneOf((byte)'a', (byte)'"', (byte)',', (byte)'\r', (byte)'\n', (byte)0, (byte)0x8D, (byte)0xAC, (byte)'-').Array[0, 40]
    );

    [Fact]
    public void WriteText_AnyBytes_AreQuotedOnlyIfTheyMustBe() =>
        Bytes.Sample(bytes => Written(row => CsvFields.WriteText(row, bytes)).ShouldBe(Expected(bytes)));

    [Fact]
    public void WriteTextAndComma_AnyBytes_AreTheFieldAndAComma() =>
        Bytes.Sample(bytes => Written(row => CsvFields.WriteTextAndComma(row, bytes)).ShouldBe([.. Expected(bytes), (byte)',']));

    [Fact]
    public void WriteInsideQuotes_AnyBytes_HaveTheirQuotesDoubled() =>
        Bytes.Sample(bytes => Written(row => CsvFields.WriteInsideQuotes(row, bytes)).ShouldBe(Quoted(bytes)));

    [Fact]
    public void AppendAgain_WhenTheBufferMustGrow_CopiesWhatWasWritten()
    {
        using var row = new RowBuffer(16);
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 400)));
        row.Append(text);
        for (var times = 0; times < 5; times++)
        {
            row.AppendAgain(0, row.Length);
        }

        row.Span.ToArray().ShouldBe([.. Enumerable.Repeat(text, 32).SelectMany(copy => copy)]);
    }

    /// <summary>What is written after something else, into a buffer that has just enough room or must grow.</summary>
    private static byte[] Written(Action<RowBuffer> write)
    {
        using var row = new RowBuffer(16);
        row.Append("before"u8);
        write(row);
        row.Span[..6].SequenceEqual("before"u8).ShouldBeTrue();
        return row.Span[6..].ToArray();
    }

    private static byte[] Expected(byte[] bytes) =>
        bytes.AsSpan().IndexOfAny(",\"\r\n\0"u8) < 0 ? bytes : [(byte)'"', .. Quoted(bytes), (byte)'"'];

    private static byte[] Quoted(byte[] bytes) =>
        [
            .. bytes.SelectMany(letter =>
                letter switch
                {
                    (byte)'"' => "\"\""u8.ToArray(),
                    (byte)'\r' or (byte)'\n' or 0 => [(byte)' '],
                    _ => [letter],
                }
            ),
        ];

    private static Gen<byte> OneOf(params byte[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);
}

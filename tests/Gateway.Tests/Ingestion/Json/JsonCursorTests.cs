using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Maas.Gateway.Ingestion.Json;

namespace Maas.Gateway.Tests.Ingestion.Json;

public sealed class JsonCursorTests
{
    private const int MutationsMax = 4;

    private static readonly JsonSerializerOptions[] Styles =
    [
        new(),
        new() { WriteIndented = true },
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String,
        Gen.Const("say \"hi\"\\\r\n\t\u0000,é😀"),
        Gen.String[Gen.Char['a', 'z'], 30, 80]
    );

    [Fact]
    public void ReadValue_AnyDocument_AgreesWithSystemTextJson() =>
        Document(4)
            .Select(Gen.Int[0, Styles.Length - 1])
            .Sample(
                (value, style) =>
                {
                    var json = JsonSerializer.SerializeToUtf8Bytes(value, Styles[style]);

                    IsValid(json).ShouldBeTrue(Encoding.UTF8.GetString(json));
                    using var document = JsonDocument.Parse(json);
                    ShouldReadTheSame(Pad(json), ReadRoot(json), document.RootElement);
                },
                iter: 500
            );

    [Fact]
    public void ReadValue_MutatedDocument_IsValidExactlyWhenSystemTextJsonSaysSo() =>
        Document(3)
            .Select(
                Gen.Select(
                    Gen.Int[0, 10_000],
                    Gen.Const("{}[]\",:\\0123-+.eE \n\0tfnu/\u001f"u8.ToArray())
                        .SelectMany(static letters => Gen.Int[0, letters.Length - 1].Select(at => letters[at]))
                ).Array[1, MutationsMax]
            )
            .Sample(
                (value, mutations) =>
                {
                    var json = JsonSerializer.SerializeToUtf8Bytes(value);
                    foreach (var (at, letter) in mutations)
                    {
                        json[at % json.Length] = letter;
                    }

                    IsValid(json).ShouldBe(IsValidForSystemTextJson(json), Encoding.UTF8.GetString(json));
                },
                iter: 5_000
            );

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("1e")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("tru")]
    [InlineData("nul")]
    [InlineData("\"abc")]
    [InlineData("\"a\\x\"")]
    [InlineData("\"a\\u12g4\"")]
    [InlineData("\"a\\u12")]
    [InlineData("\"a\\")]
    [InlineData("\"a\u0001b\"")]
    [InlineData("\"a\0b\"")]
    [InlineData("1 // comment")]
    [InlineData("/* c */ 1")]
    [InlineData("1 2")]
    [InlineData("{}\0")]
    [InlineData("\uFEFF{}")]
    public void ReadValue_NotJson_IsRefused(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);

        IsValid(json).ShouldBeFalse();
        IsValidForSystemTextJson(json).ShouldBeFalse();
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void ReadValue_Nested_IsBoundedAtTheDepthOfSystemTextJson(int depth, bool valid)
    {
        foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}") })
        {
            var inner = open == "[" ? "" : "1";
            var json = Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth))
            );

            IsValid(json).ShouldBe(valid);
            IsValidForSystemTextJson(json).ShouldBe(valid);
        }
    }

    [Fact]
    public void Constructor_WithoutPadding_Throws() => Should.Throw<ArgumentException>(() => new JsonCursor("[]"u8, 2).AtEnd());

    [Theory]
    [InlineData("a\\u0000b\\r\\nc\\td", "a b  c\td")]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\ud83d", "\uFFFD")]
    [InlineData("\\ude00\\ud83dx", "\uFFFD\uFFFDx")]
    [InlineData("\\ud83d\\u0041", "\uFFFDA")]
    [InlineData("\\u002b\\/\\\\\\\"", "+/\\\"")]
    public void Unescape_Escapes_BecomeRowSafeText(string escaped, string expected)
    {
        var source = Encoding.UTF8.GetBytes(escaped);
        var target = new byte[source.Length];

        Encoding.UTF8.GetString(target, 0, JsonText.Unescape(source, target)).ShouldBe(expected);
    }

    private static Gen<object?> Document(int depth)
    {
        var scalar = Gen.OneOf(
            Text.Select(text => (object?)text),
            Gen.Double.Where(double.IsFinite).Select(number => (object?)number),
            Gen.Long.Select(number => (object?)number),
            Gen.Bool.Select(flag => (object?)flag),
            Gen.Const((object?)null)
        );
        return depth == 0
            ? scalar
            : Gen.OneOf(
                scalar,
                Document(depth - 1).List[0, 5].Select(list => (object?)list),
                Gen.Dictionary(Text, Document(depth - 1))[0, 5].Select(map => (object?)map)
            );
    }

    private static void ShouldReadTheSame(byte[] padded, JsonSpan span, JsonElement expected)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                span.Kind.ShouldBe(JsonKind.Object);
                var properties = expected.EnumerateObject().ToList();
                var at = 0;
                foreach (var member in new JsonMembers(padded, span))
                {
                    Encoding.UTF8.GetString(member.Name).ShouldBe(RowSafe(properties[at].Name));
                    ShouldReadTheSame(padded, member.Value, properties[at++].Value);
                }

                at.ShouldBe(properties.Count);
                break;
            case JsonValueKind.String:
                TextOf(padded, span).ShouldBe(RowSafe(expected.GetString()!));
                break;
            default:
                Encoding.UTF8.GetString(span.Of(padded)).ShouldBe(expected.GetRawText());
                break;
        }
    }

    private static string TextOf(byte[] padded, JsonSpan span)
    {
        var raw = span.Of(padded);
        if (span.Kind == JsonKind.Text)
        {
            return Encoding.UTF8.GetString(raw);
        }

        span.Kind.ShouldBe(JsonKind.EscapedText);
        var target = new byte[raw.Length];
        return Encoding.UTF8.GetString(target, 0, JsonText.Unescape(raw, target));
    }

    private static string RowSafe(string text) => text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

    private static JsonSpan ReadRoot(byte[] json)
    {
        var cursor = new JsonCursor(Pad(json), json.Length);
        cursor.ReadValue(out var value).ShouldBeTrue();
        return value;
    }

    private static bool IsValid(byte[] json)
    {
        var cursor = new JsonCursor(Pad(json), json.Length);
        return cursor.ReadValue(out _) && cursor.AtEnd();
    }

    private static bool IsValidForSystemTextJson(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Pad(byte[] json)
    {
        var padded = new byte[json.Length + JsonCursor.Padding];
        json.CopyTo(padded, 0);
        return padded;
    }
}

using System.Text.Json;
using CsCheck;
using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Tests.Delta;

public sealed class DeltaStatisticsTests : IDisposable
{
    private static readonly string[] Letters = ["a", "\u007f", "é", "\uffff", "\U0010FFFF", "😀"];

    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task DescribeAsync_AllTypes_HoldsBoundsAsDeltaWritesThem()
    {
        var file = await _lake.WriteAsync("a/b.parquet", "2026-11-22", "00", LakeFolder.Rows(1, 6000));

        file.Rows.ShouldBe(6000);
        file.Bytes.ShouldBe(new FileInfo(Path.Combine(_lake.TablePath, "a", "b.parquet")).Length);
        using var stats = JsonDocument.Parse(file.Statistics);
        var (min, max, nulls) = (
            stats.RootElement.GetProperty("minValues"),
            stats.RootElement.GetProperty("maxValues"),
            stats.RootElement.GetProperty("nullCount")
        );
        stats.RootElement.GetProperty("numRecords").GetInt64().ShouldBe(6000);
        min.GetRawText()
            .ShouldBe(
                """{"id":1,"name":"é\"\\é\"\\é\"\\é\"\\é\"\\é\"\\é\"\\é\"\\é\"\\é\"\\é\"","at":"2026-11-22T00:00:01.000Z","day":"2026-11-01","n":1}"""
            );
        max.GetProperty("at").GetString().ShouldBe("2026-11-22T01:40:00.001Z");
        max.GetProperty("name").GetString().ShouldBe(string.Concat(Enumerable.Repeat("é\"\\", 10)) + "é\"\U0010FFFF");
        max.TryGetProperty("speed", out _).ShouldBeFalse("NaN is greater than any number, and no JSON");
        max.TryGetProperty("ok", out _).ShouldBeFalse();
        nulls.GetProperty("name").GetInt64().ShouldBe(6000 / 7);
        nulls.GetProperty("ok").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task DescribeAsync_NoRowsOrOnlyNulls_HasNoBounds()
    {
        var empty = await _lake.WriteAsync("empty.parquet", "2026-11-22", null, LakeFolder.Rows(1, 0));
        var nulls = await _lake.WriteAsync("nulls.parquet", "2026-11-22", null, "SELECT NULL::BIGINT AS id FROM range(3)");

        const string Zeros = """{"id":0,"name":0,"at":0,"speed":0,"ok":0,"day":0,"n":0}""";
        empty.Statistics.ShouldBe("""{"numRecords":0,"minValues":{},"maxValues":{},"nullCount":""" + Zeros + "}");
        nulls.Statistics.ShouldBe("""{"numRecords":3,"minValues":{},"maxValues":{},"nullCount":""" + Zeros.Replace('0', '3') + "}");
    }

    [Fact]
    public async Task DescribeFolderAsync_PartitionFolders_GivesTheirValues()
    {
        await _lake.WriteAsync("h0-1/hr=0%205%25/a.parquet", "", null, LakeFolder.Rows(1, 2));
        await _lake.WriteAsync("h0-1/hr=__HIVE_DEFAULT_PARTITION__/b.parquet", "", null, LakeFolder.Rows(1, 3));
        await _lake.WriteAsync("h0-2/hr=07/c.parquet", "", null, LakeFolder.Rows(1, 4));

        using var lease = _lake.Files.Lease();
        var files = await DeltaStatistics.DescribeFolderAsync(
            _lake.Store,
            lease,
            LakeFolder.Fixes,
            "h0-1",
            new Dictionary<string, string> { ["dt"] = "2026-11-22" },
            CancellationToken.None
        );

        files
            .Select(file => (file.Rows, file.PartitionValues["dt"], file.PartitionValues.GetValueOrDefault("hr")))
            .ShouldBe([(2, "2026-11-22", "0 5%"), (3, "2026-11-22", null)]);
    }

    [Fact]
    public void Bounds_AnyTexts_EncloseThemInTheOrderOfTheirBytes() =>
        Gen.Int[0, Letters.Length - 1]
            .Select(i => Letters[i])
            .Array[0, 40]
            .Select(letters => string.Concat(letters))
            .Array[1, 5]
            .Sample(texts =>
            {
                var bounds = new DeltaBounds(DeltaType.String);
                foreach (var text in texts)
                {
                    bounds.Add(1, 0, text, text);
                }

                using var buffer = new MemoryStream();
                using (var json = new Utf8JsonWriter(buffer))
                {
                    json.WriteStartObject();
                    bounds.WriteMin(json, "min");
                    bounds.WriteMax(json, "max");
                    json.WriteEndObject();
                }

                using var read = JsonDocument.Parse(buffer.ToArray());
                var order = DeltaBound.Of(DeltaType.String);
                var (min, max) = (read.RootElement.GetProperty("min").GetString()!, read.RootElement.GetProperty("max").GetString()!);
                min.EnumerateRunes().Count().ShouldBeLessThanOrEqualTo(32);
                foreach (var text in texts)
                {
                    order.Compare(min, text).ShouldBeLessThanOrEqualTo(0);
                    order.Compare(max, text).ShouldBeGreaterThanOrEqualTo(0);
                }
            });
}

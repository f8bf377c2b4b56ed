using CsCheck;
using Maas.SparkJobs.Tests.Hourly;
using Maas.SparkJobs.Tests.Spark;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Oracle;

/// <summary>Files that come to the folder of an hour, which is then run.</summary>
internal sealed record WorldStep(HourWindow Hour, IReadOnlyList<OracleFile> Files)
{
    public override string ToString() =>
        $"{Hour}: {string.Join("; ", Files.Select(file => $"{file.Kind} {file.Stream}\n  {string.Join("\n  ", file.Lines)}"))}";
}

/// <summary>
/// Random sequences of files and runs: few keys, ids and events, so that they meet again and again, over the end of a day. Hours come in any order
/// and more than once; rows lie in a neighbour's folder, or have no valid time; copies are received at the same instant.
/// </summary>
internal static class Worlds
{
    public static readonly HourWindow First = HourWindow.OfMicros(Timestamps.ToMicros(new(2026, 11, 22, 21, 0, 0, TimeSpan.Zero)));

    private const string Zeros = "00000000-0000-0000-0000-000000000000";

    private static readonly string[] Malformed = ["1,2,3", "\"", "a\"b", "1,\"open"];

    private static readonly Gen<string> App = OneOf("demo", "demo", "other");

    private static readonly Gen<string?> Text = OneOf([.. NastyRows.Texts, "\u001f", "\uffee", "\U0001f600"]);

    private static readonly Gen<string?> Number = Gen.Frequency(
        (12, OneOf((string?)null, "1.5", "-1.5", "10.25", "9", "-0", "59.9999999999")),
        (1, OneOf(NastyRows.Numbers).Select(text => (string?)text))
    );

    public static Gen<WorldStep[]> Of(int hours, int steps, int rows, int deviceRows) =>
        Gen.Int[0, hours - 1].SelectMany(offset => Step(First + offset, rows, deviceRows)).Array[steps];

    /// <summary>An hour a step, in their order, of sealed rows that all have valid times of their own.</summary>
    public static Gen<WorldStep[]> OfTimedRows(int steps, int rows, int deviceRows) =>
        Step(First, rows, deviceRows)
            .Array[steps]
            .Select(all =>
                all.Select(
                        (step, number) =>
                            new WorldStep(
                                First + number,
                                [
                                    .. step.Files.Select(file => new OracleFile(
                                        file.Stream,
                                        First + number,
                                        [.. Sound(file).Select((line, row) => MoveTo(First + number, line, row))],
                                        OracleFileKind.Sealed
                                    )),
                                ]
                            )
                    )
                    .ToArray()
            );

    /// <summary>The same rows, received in other hours, which come in another order.</summary>
    public static WorldStep[] Rearrange(IReadOnlyList<WorldStep> steps, Random random)
    {
        var hours = steps.Count;
        var files = steps
            .SelectMany(step => step.Files)
            .SelectMany(file => file.Lines.Select((line, row) => (file.Stream, Line: line, Row: row, Hour: First + random.Next(hours))))
            .GroupBy(row => (row.Stream, row.Hour))
            .Select(file => new OracleFile(
                file.Key.Stream,
                file.Key.Hour,
                [.. file.Select(row => MoveTo(row.Hour, row.Line, row.Row))],
                OracleFileKind.Sealed
            ));
        WorldStep[] moved = [.. files.GroupBy(file => file.Folder).Select(hour => new WorldStep(hour.Key, [.. hour]))];
        random.Shuffle(moved);
        return moved;
    }

    public static string Print(WorldStep[] steps) => string.Join("\n", steps.AsEnumerable());

    private static IEnumerable<string> Sound(OracleFile file) =>
        file.Kind != OracleFileKind.Sealed
            ? []
            : file
                .Lines.Zip(file.Read().Rows)
                .Where(row => row.Second.IsGood && row.Second.Time("event_time") is not null)
                .Select(row => row.First);

    private static string MoveTo(HourWindow hour, string line, int row) =>
        $"1,{Instant(hour.StartMicros + (row * 1_000_003L))}{line[line.IndexOf(',', 2)..]}";

    private static Gen<WorldStep> Step(HourWindow hour, int rows, int deviceRows) =>
        Gen.Select(
            File("devices", hour, DeviceLine(hour).Array[0, deviceRows]),
            File("tracking", hour, TrackingLine(hour).Array[0, rows]),
            File("tracking", hour, TrackingLine(hour).Array[0, rows / 2]),
            (devices, tracking, more) => new WorldStep(hour, [devices, tracking, more])
        );

    private static Gen<OracleFile> File(string stream, HourWindow hour, Gen<string[]> lines) =>
        Gen.Select(
            lines,
            Gen.Frequency((8, OracleFileKind.Sealed), (3, OracleFileKind.Foreign), (1, OracleFileKind.Damaged)),
            OneOf(Malformed).Array[0, 2],
            (rows, kind, malformed) =>
                new OracleFile(stream, hour, kind == OracleFileKind.Sealed ? rows : [.. rows.Select(Quoted), .. malformed], kind)
        );

    /// <summary>Somebody's tool quotes every field, also the empty ones.</summary>
    private static string Quoted(string line) =>
        line.Contains('"') ? line : string.Join(',', line.Split(',').Select(field => $"\"{field}\""));

    private static Gen<string> TrackingLine(HourWindow hour) =>
        Gen.Select(
            Gen.Select(App, Gen.Int[0, 9], Gen.Int[0, 19], Gen.Int[0, 40]),
            Gen.Select(Received(hour), Time(hour), Time(hour)),
            Gen.Select(Number, Number, Number),
            Gen.Select(Text, Text),
            (identity, times, numbers, texts) =>
            {
                var (app, key, message, odd) = identity;
                return RawRow.Tracking(
                    ("schema", odd == 0 ? "2" : "1"),
                    ("received_at", times.Item1),
                    ("event_time", times.Item2),
                    ("sent_at", times.Item3),
                    ("message_id", odd == 1 ? null : $"m{message}"),
                    ("app_id", odd == 2 ? null : app),
                    ("device_key", odd == 3 ? null : $"k{key}"),
                    ("latitude", numbers.Item1),
                    ("longitude", numbers.Item1 is null ? numbers.Item2 : "2.5"),
                    ("altitude", numbers.Item2),
                    ("speed", numbers.Item3),
                    ("event", texts.Item1),
                    ("extra", texts.Item2)
                );
            }
        );

    private static Gen<string> DeviceLine(HourWindow hour) =>
        Gen.Select(
            Gen.Select(App, Gen.Int[0, 8], Gen.Int[0, 40]),
            Gen.Select(Received(hour), Time(hour), Time(hour), Time(hour), Time(hour)),
            Gen.Select(Id("I"), Id("I")),
            Gen.Select(Text, Text, Text),
            (identity, times, ids, texts) =>
            {
                var (app, key, odd) = identity;
                return RawRow.Device(
                    ("schema", odd == 0 ? "" : "1"),
                    ("received_at", times.Item1),
                    ("event_time", times.Item2),
                    ("app_id", odd == 2 ? null : app),
                    ("device_key", odd == 3 ? null : $"k{key}"),
                    ("model", texts.Item1),
                    ("user_id", texts.Item2),
                    ("settings", texts.Item3),
                    ("profile_at", times.Item3),
                    ("idfa", ids.Item1),
                    ("gaid", ids.Item2),
                    ("ids_at", times.Item4),
                    ("settings_at", times.Item5)
                );
            }
        );

    private static Gen<string?> Id(string prefix) =>
        Gen.Frequency(
            (4, Gen.Const((string?)null)),
            (3, Gen.Int[0, 9].Select(number => (string?)$"{prefix}{number}")),
            (1, Gen.Const((string?)Zeros))
        );

    /// <summary>Mostly in the hour, often at one of a few instants; sometimes in a neighbour, or no time at all.</summary>
    private static Gen<string?> Received(HourWindow hour) =>
        Gen.Frequency(
            (8, OneOf(0L, 1, 1_000_000, Timestamps.MicrosPerHour - 1).Select(offset => Instant(hour.StartMicros + offset))),
            (8, Gen.Long[0, Timestamps.MicrosPerHour - 1].Select(offset => Instant(hour.StartMicros + offset))),
            (1, OneOf(-1L, Timestamps.MicrosPerHour).Select(offset => Instant(hour.StartMicros + offset))),
            (1, OneOf(NastyRows.Times).Select(text => (string?)text)),
            (1, Gen.Const((string?)null))
        );

    private static Gen<string?> Time(HourWindow hour) =>
        Gen.Frequency(
            (12, Gen.Int[-3, 3].Select(minutes => Instant(hour.StartMicros + (minutes * 60_000_000L)))),
            (5, Gen.Const((string?)null)),
            (1, OneOf(NastyRows.Times).Select(text => (string?)text))
        );

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string? Instant(long micros) => RawRow.Time(micros);
}

using Maas.SparkJobs.Tests.Hourly;
using Maas.Tracking.Time;

namespace Maas.SparkJobs.Tests.Spark;

/// <summary>
/// Rows of random hours around a day's end, from a seed: few keys and ids, so that they meet again and again; copies of rows in other files
/// and hours; ids that are reset, and chains of keys and ids; rows that do not parse.
/// </summary>
internal sealed class RandomHours(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _written = [];

    public IReadOnlyList<string> Tracking(HourWindow hour, int rows) =>
        [.. Enumerable.Range(0, rows).Select(row => row > 0 && _random.Next(8) == 0 ? Copy() : Track(hour, rows))];

    public IReadOnlyList<string> Devices(HourWindow hour, int rows) =>
        [
            .. Enumerable
                .Range(0, rows)
                .Select(_ =>
                {
                    var key = _random.Next(rows);
                    var received = Within(hour);
                    var says = _random.Next(3) > 0;
                    return RawRow.Device(
                        ("received_at", received),
                        ("event_time", Maybe(received)),
                        ("app_id", App()),
                        ("device_key", $"k{key}"),
                        ("model", Text()),
                        ("settings", Text()),
                        ("user_id", Maybe($"u{key % 7}")),
                        ("profile_at", Maybe(Within(hour))),
                        ("settings_at", Maybe(Within(hour))),
                        ("idfa", says ? $"I{key + _random.Next(2)}" : null),
                        ("gaid", says && _random.Next(3) == 0 ? $"G{_random.Next(rows)}" : null),
                        ("ids_at", says ? received : null)
                    );
                }),
        ];

    private string Track(HourWindow hour, int rows)
    {
        var located = _random.Next(3) > 0;
        var line = RawRow.Tracking(
            ("received_at", _random.Next(50) == 0 ? Any(NastyRows.Times) : Within(hour)),
            ("event_time", _random.Next(20) == 0 ? Any(NastyRows.Times) : Maybe(Within(hour - _random.Next(2)))),
            ("message_id", $"m{_random.Next(rows * 2)}"),
            ("app_id", App()),
            ("device_key", _random.Next(60) == 0 ? null : $"k{_random.Next((rows / 4) + 3)}"),
            ("latitude", located ? Degrees(90) : null),
            ("longitude", located ? Degrees(180) : null),
            ("altitude", _random.Next(30) == 0 ? Any(NastyRows.Numbers) : null),
            ("speed", Maybe(Degrees(40))),
            ("event", Text()),
            ("extra", Text())
        );
        if (_written.Count < 10_000)
        {
            _written.Add(line);
        }
        else
        {
            _written[_random.Next(_written.Count)] = line;
        }

        return line;
    }

    private string Copy() => _written.Count == 0 ? RawRow.Tracking() : _written[_random.Next(_written.Count)];

    private string App() => _random.Next(4) == 0 ? "other" : "demo";

    private string? Text() => Any(NastyRows.Texts);

    private T Any<T>(T[] values) => values[_random.Next(values.Length)];

    private string? Maybe(string text) => _random.Next(4) == 0 ? null : text;

    private string Degrees(int most) =>
        FormattableString.Invariant($"{Math.Round((_random.NextDouble() * 2 * most) - most, _random.Next(7))}");

    private string Within(HourWindow hour) => RawRow.Time(hour.StartMicros + _random.NextInt64(Timestamps.MicrosPerHour));
}

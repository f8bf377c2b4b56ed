using System.Globalization;

namespace Maas.Servers;

/// <summary>One clock of several processes of this repository that a test can set forward, so that an hour ends while it looks.</summary>
public sealed class SteeredClock : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"maas-clock-{Guid.NewGuid():N}");
    private TimeSpan _ahead;

    /// <summary>
    /// The clock shows the real time, or as much earlier that neither end of its hour is near. So it is never far from the real one: Orleans numbers
    /// silos by that, and takes one that is an hour older than the clock for dead.
    /// </summary>
    public SteeredClock()
        : this(
            TimeProvider.System.GetUtcNow().Minute switch
            {
                < 15 and var minute => -TimeSpan.FromMinutes(minute + 20),
                > 50 => -TimeSpan.FromMinutes(10),
                _ => TimeSpan.Zero,
            }
        ) { }

    private SteeredClock(TimeSpan ahead) => Show(ahead);

    /// <summary>
    /// A clock that nobody sets forward, for tests whose runs are all of one hour: the real time or earlier, with 20 minutes of its hour left at
    /// least. Never later, for several silos and their clients do not find together then.
    /// </summary>
    public static SteeredClock EarlyInTheHour() =>
        new(
            TimeProvider.System.GetUtcNow().Minute switch
            {
                < 15 and var minute => -TimeSpan.FromMinutes(minute + 20),
                > 20 and var minute => -TimeSpan.FromMinutes(Math.Min(minute - 20, 35)),
                _ => TimeSpan.Zero,
            }
        );

    public DateTimeOffset Now => TimeProvider.System.GetUtcNow() + _ahead;

    /// <summary>What a process needs in its environment to go by this clock.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_STARTUP_HOOKS"] = BuiltProgram.Assembly("tests/SteeredClock"),
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "Maas.SteeredClock",
            ["MAAS_STEERED_CLOCK"] = _path,
        };

    /// <summary>Shows a later time at once.</summary>
    public void AdvanceTo(DateTimeOffset time) => Show(time - TimeProvider.System.GetUtcNow());

    public void Dispose() => File.Delete(_path);

    private void Show(TimeSpan ahead)
    {
        _ahead = ahead;
        // In one piece, for processes read it while it is written.
        File.WriteAllText($"{_path}.new", ahead.Ticks.ToString(CultureInfo.InvariantCulture));
        File.Move($"{_path}.new", _path, overwrite: true);
    }
}

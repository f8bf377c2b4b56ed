using System.Globalization;

namespace Maas.SteeredClock;

/// <summary>The real time, and what a file says on top of it: ticks as a number. Waits take as long as they take.</summary>
internal sealed class SteeredTime : TimeProvider
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly ITimer _reading;
    private long _ahead;

    public SteeredTime(string path)
    {
        _path = path;
        Read();
        _reading = CreateTimer(_ => Read(), state: null, Period, Period);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    private void Read() => Interlocked.Exchange(ref _ahead, long.Parse(File.ReadAllText(_path), CultureInfo.InvariantCulture));
}

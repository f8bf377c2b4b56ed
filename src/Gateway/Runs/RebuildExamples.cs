using Maas.Contracts.Runs;
using Maas.Tracking.Runs;

namespace Maas.Gateway.Runs;

/// <summary>What the OpenAPI document shows: two days of hours, half of them merged back.</summary>
internal static class RebuildExamples
{
    public static RebuildView Begun { get; } =
        new()
        {
            Id = "20261122T231500-r",
            State = RebuildState.Dropping,
            StartedAt = new(2026, 11, 22, 23, 15, 0, TimeSpan.Zero),
            Dropped = 0,
            Hours = 0,
            HoursDone = 0,
            Devices = 0,
            Adopted = 0,
        };

    public static RebuildView HalfDone { get; } =
        Begun with
        {
            State = RebuildState.Restoring,
            Dropped = 15_800,
            Hours = 48,
            HoursDone = 24,
            Devices = 103_120,
        };
}

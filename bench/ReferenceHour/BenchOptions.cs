using Maas.Tracking.Time;

namespace Maas.ReferenceHour;

/// <param name="Folder">A data folder of the bench's own: raw hours, the lake and what <c>copy</c> writes.</param>
/// <param name="Hours">Hours to make; the last one is measured, the others are in the lake before it.</param>
/// <param name="Scale">Size of each hour as a share of the reference.</param>
/// <param name="Rounds">How often the copy and the run take turns.</param>
/// <param name="Engine">What runs the measured hour: <c>DuckDb</c>, or <c>Spark</c>, whose process is not in the figures of CPU and memory.</param>
/// <param name="Devices">How many devices <c>grow</c> leaves in the lake besides those of its hours.</param>
internal sealed record BenchOptions(string Folder, int Hours, double Scale, int Rounds, string Engine, long Devices)
{
    public HourWindow First { get; } = new(498_696);

    public HourWindow Last => First + (Hours - 1);

    public string CopyPath => Path.Combine(Folder, "copy.parquet");

    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions(
            Path.GetFullPath("bench-data"),
            Hours: 24,
            Scale: 1,
            Rounds: 3,
            Engine: "DuckDb",
            Devices: 1_000_000
        );
        for (var at = 0; at < arguments.Length; at += 2)
        {
            var value = at + 1 < arguments.Length ? arguments[at + 1] : throw new ArgumentException($"{arguments[at]} needs a value.");
            options = arguments[at] switch
            {
                "--folder" => options with { Folder = Path.GetFullPath(value) },
                "--hours" => options with { Hours = int.Parse(value) },
                "--scale" => options with { Scale = double.Parse(value) },
                "--rounds" => options with { Rounds = int.Parse(value) },
                "--engine" => options with { Engine = value },
                "--devices" => options with { Devices = long.Parse(value) },
                var unknown => throw new ArgumentException($"Unknown option {unknown}."),
            };
        }

        return options;
    }
}

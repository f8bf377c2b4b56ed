namespace Maas.Ingest;

/// <param name="Seconds">Length of one measured run.</param>
/// <param name="Rounds">How often the servers take turns.</param>
/// <param name="WarmSeconds">Length of each warm-up of the product; repeated until every device has been visited.</param>
/// <param name="Connections">Connections that wrk keeps open.</param>
/// <param name="Devices">Numbers of devices that the load is spread over, a comparison each.</param>
internal sealed record ComparisonOptions(int Seconds, int Rounds, int WarmSeconds, int Connections, int[] Devices)
{
    public static ComparisonOptions Parse(string[] arguments)
    {
        var options = new ComparisonOptions(Seconds: 10, Rounds: 3, WarmSeconds: 10, Connections: 64, Devices: [1_000, 100_000]);
        for (var at = 0; at + 1 < arguments.Length; at += 2)
        {
            var value = arguments[at + 1];
            options = arguments[at] switch
            {
                "--seconds" => options with { Seconds = int.Parse(value) },
                "--rounds" => options with { Rounds = int.Parse(value) },
                "--warm" => options with { WarmSeconds = int.Parse(value) },
                "--connections" => options with { Connections = int.Parse(value) },
                "--devices" => options with { Devices = [.. value.Split(',').Select(int.Parse)] },
                var unknown => throw new ArgumentException($"Unknown option {unknown}."),
            };
        }

        return options;
    }
}

using Maas.Cluster.Bench;

// What silos add to each other, each with a fixed share of the CPU, and what a grain call between two silos costs.
switch (args)
{
    case ["scale", .. var counts]:
        await Scaling.RunAsync(counts is [] ? [1, 2, 3] : [.. counts.Select(int.Parse)]);
        return 0;
    case ["calls"]:
        await Calls.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: scale [SILOS …] | calls");
        return 2;
}

using Maas.Bench.MembershipStart;
using Maas.Servers;
using Orleans.Runtime;

const int Silos = 4;
var rounds = args.Length > 0 ? int.Parse(args[0]) : 200;
if (OutsideProgram.DynamoDbLocal.Missing is { } reason)
{
    Console.Error.WriteLine(reason);
    return 1;
}

await using var server = await AwsServers.StartDynamoDbAsync();
var times = new List<double>();
var broken = new List<string>();
for (var round = 0; round < rounds; round++)
{
    try
    {
        await using var fleet = await SiloFleet.StartAsync(server.Address.ToString(), $"round-{round}", Silos, TimeSpan.FromSeconds(60));
        var data = await fleet.Table.ReadAllAsync();
        if (data.Members.Count(member => member.Item1.Status == SiloStatus.Active) != Silos || data.Version.Version != 2 * Silos)
        {
            broken.Add($"round {round}: {data}");
        }

        times.Add(fleet.Elapsed.TotalMilliseconds);
    }
    catch (TimeoutException stuck)
    {
        broken.Add($"round {round}: {stuck.Message}");
    }
}

times.Sort();
Console.WriteLine($"{Silos} silos at once, {rounds} times: {times.Count} became one cluster, {broken.Count} were stuck or split");
Console.WriteLine($"start to one view: median {At(0.5):N0} ms, 95 % within {At(0.95):N0} ms, longest {At(1):N0} ms");
broken.ForEach(Console.WriteLine);
return broken.Count == 0 ? 0 : 2;

double At(double part) => times.Count == 0 ? double.NaN : times[(int)Math.Ceiling(part * (times.Count - 1))];

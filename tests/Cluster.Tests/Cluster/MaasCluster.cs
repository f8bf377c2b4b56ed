using System.Diagnostics;
using Maas.Cluster.Tests.Load;
using Maas.Servers;
using Maas.Silo.Tests.Processes;

namespace Maas.Cluster.Tests.Cluster;

/// <summary>
/// The whole service on several processes: DynamoDB Local with its tables on disk, an S3 server, the Firehose stand-in, silos, and gateways
/// apart from them. The tests share it; each finds it whole, and takes its account of all that was ever acknowledged.
/// </summary>
public sealed class MaasCluster : IAsyncLifetime
{
    private const int SiloCount = 3;
    private const int GatewayCount = 2;

    /// <summary>A silo that is frozen does not answer, and the question is asked again then.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(8);

    private readonly TemporaryFolder _folder = new();
    private readonly List<Member> _silos = [];
    private ServerProcess? _dynamo;
    private FirehoseStandIn? _firehose;
    private ClusterView? _view;

    internal IReadOnlyList<Member> Silos => _silos;

    internal IReadOnlyList<Member> Gateways { get; private set; } = [];

    internal FirehoseStandIn Firehose => _firehose!;

    internal ServerProcess Dynamo => _dynamo!;

    /// <summary>The clock of all processes, so that no test meets the end of an hour.</summary>
    internal SteeredClock Clock { get; } = SteeredClock.EarlyInTheHour();

    internal ClusterView View => _view!;

    /// <summary>Everything that was acknowledged since the cluster began.</summary>
    internal Acknowledged Acknowledged { get; } = new();

    /// <summary>The programs that this machine lacks.</summary>
    private static string? Missing => OutsideProgram.DynamoDbLocal.Missing ?? OutsideProgram.S3Server.Missing;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        _dynamo = await AwsServers.StartDynamoDbAsync(Make("dynamo"));
        _firehose = await FirehoseStandIn.StartAsync(Make("s3"), settings: Clock.Settings);
        // The first silo makes the tables; then the others and the gateways come at once.
        _silos.Add(await StartSiloAsync(0));
        await _silos[0].WaitUntilReadyAsync();
        _silos.AddRange(await Task.WhenAll(Enumerable.Range(1, SiloCount - 1).Select(StartSiloAsync)));
        Gateways = await Task.WhenAll(
            Enumerable.Range(0, GatewayCount).Select(at => Member.StartGatewayAsync($"gateway {at}", Dynamo.Port, Clock))
        );
        _view = await ClusterView.ConnectAsync(Dynamo.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_view is not null)
        {
            await _view.DisposeAsync();
        }

        foreach (var member in Gateways.Concat(_silos))
        {
            await member.DisposeAsync();
        }

        if (_firehose is not null)
        {
            await _firehose.DisposeAsync();
        }

        if (_dynamo is not null)
        {
            await _dynamo.DisposeAsync();
        }

        Clock.Dispose();
        _folder.Dispose();
    }

    /// <summary>Makes the cluster whole and puts load on it; skips the test where a program is missing.</summary>
    internal async Task<Trial> BeginAsync()
    {
        Assert.SkipWhen(Missing is not null, $"{Missing}");
        await HealAsync();
        return new Trial(this);
    }

    /// <summary>Ends every fault, starts what has ended, and waits until all silos know each other.</summary>
    internal async Task HealAsync()
    {
        await Firehose.HealAsync();
        if (Dynamo.HasExited)
        {
            await Dynamo.StartAgainAsync();
        }

        foreach (var silo in Silos)
        {
            silo.HealLinks();
        }

        foreach (var member in Silos.Concat(Gateways).Where(member => member.HasExited))
        {
            await member.StartAgainAsync();
        }

        foreach (var member in Silos.Concat(Gateways))
        {
            await member.WaitUntilReadyAsync();
        }

        await WaitForMembersAsync([.. Silos]);
    }

    /// <summary>Waits until exactly these silos are active members.</summary>
    internal async Task WaitForMembersAsync(params Member[] silos)
    {
        var expected = silos.Select(silo => silo.SiloPort).ToHashSet();
        await WaitAsync(async () => expected.SetEquals(await View.ActivePortsAsync()), "the membership is " + string.Join(", ", expected));
    }

    internal async Task<Member> FindCoordinatorAsync()
    {
        int? port = null;
        await WaitAsync(async () => (port = await View.CoordinatorPortAsync()) is not null, "the coordinator is in one silo alone");
        return Silos.First(silo => silo.SiloPort == port);
    }

    /// <summary>Asks until there is an answer; a question that meets the fault is asked again.</summary>
    internal static async Task<T> AskAsync<T>(Func<Task<T>> ask, string what, TimeSpan? answerTime = null)
    {
        var answer = default(T);
        await WaitAsync(
            async () =>
            {
                answer = await ask();
                return true;
            },
            what,
            answerTime
        );
        return answer!;
    }

    /// <summary>Asks until it is so; a question that meets the fault is asked again.</summary>
    internal static async Task WaitAsync(Func<Task<bool>> condition, string what, TimeSpan? answerTime = null)
    {
        var started = Stopwatch.GetTimestamp();
        Exception? last = null;
        while (Stopwatch.GetElapsedTime(started) < Patience.Limit)
        {
            try
            {
                if (await condition().WaitAsync(answerTime ?? AnswerTime))
                {
                    return;
                }
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                last = e;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"It has not come to pass in {Patience.Limit.TotalSeconds} s that {what}.", last);
    }

    private Task<Member> StartSiloAsync(int at) =>
        Member.StartSiloAsync($"silo {at}", Make($"silo-{at}"), Firehose, Dynamo.Port, clock: Clock);

    private string Make(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
}

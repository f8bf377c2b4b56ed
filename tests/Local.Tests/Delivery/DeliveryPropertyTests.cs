using CsCheck;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;

namespace Maas.Local.Tests.Delivery;

/// <summary>
/// Whatever fails and whenever the service dies: a durable row is in the sealed files exactly once, a refused one never, one of unknown
/// outcome at most once; every file reads to its end, and the books count what the files hold.
/// </summary>
public sealed class DeliveryPropertyTests
{
    private enum Step
    {
        Append,
        AppendMany,
        FailWrite,
        FailFlush,
        FailSealing,
        Seal,
        NextHour,
        Restart,
        Crash,
        CrashWithTornTail,
    }

    [Fact]
    public void Steps_InAnyOrder_KeepEveryDurableRowExactlyOnce()
    {
        var step = Gen.Frequency(
            (6, Gen.Const(Step.Append)),
            (3, Gen.Const(Step.AppendMany)),
            (1, Gen.Const(Step.FailWrite)),
            (1, Gen.Const(Step.FailFlush)),
            (1, Gen.Const(Step.FailSealing)),
            (1, Gen.Const(Step.Seal)),
            (1, Gen.Const(Step.NextHour)),
            (1, Gen.Const(Step.Restart)),
            (1, Gen.Const(Step.Crash)),
            (1, Gen.Const(Step.CrashWithTornTail))
        );
        Gen.Select(step.List[1, 25], Gen.Int[0, 400].List[25], Gen.Byte.Array[0, 200])
            .Sample((steps, sizes, noise) => new Story(noise).PlayAsync(steps, sizes).GetAwaiter().GetResult(), iter: 150, threads: 1);
    }

    /// <summary>One sequence of steps over one data folder.</summary>
    private sealed class Story(byte[] noise)
    {
        private readonly Dictionary<string, DeliveryOutcome> _rows = new(StringComparer.Ordinal);
        private DateTimeOffset _now = DeliveryHost.Noon;
        private int _next;

        public async Task PlayAsync(List<Step> steps, List<int> sizes)
        {
            using var folder = TemporaryFolder.Fast();
            var host = Open(folder.Path);
            for (var at = 0; at < steps.Count; at++)
            {
                host = await DoAsync(host, folder.Path, steps[at], sizes[at]);
            }

            await host.DisposeAsync();
            await using var last = Open(folder.Path);
            await CheckAsync(last);
        }

        private DeliveryHost Open(string path)
        {
            var host = new DeliveryHost(path, _now, ("Maas:Delivery:SegmentBytesMax", "4096"));
            host.Stream.Start();
            return host;
        }

        private async Task<DeliveryHost> DoAsync(DeliveryHost host, string path, Step step, int size)
        {
            switch (step)
            {
                case Step.Append:
                    await AppendAsync(host, size, 1);
                    return host;
                case Step.AppendMany:
                    await AppendAsync(host, size, 7);
                    return host;
                case Step.FailWrite:
                    host.Files.BytesOfFailedWrite = size;
                    host.Files.FailWrite = () => true;
                    await AppendAsync(host, size, 3);
                    host.Files.FailWrite = () => false;
                    return host;
                case Step.FailFlush:
                    host.Files.FailFlush = () => true;
                    await AppendAsync(host, size, 2);
                    host.Files.FailFlush = () => false;
                    return host;
                case Step.FailSealing:
                    host.Files.FailReplace = () => true;
                    await SealAsync(host);
                    host.Files.FailReplace = () => false;
                    return host;
                case Step.Seal:
                    await SealAsync(host);
                    return host;
                case Step.NextHour:
                    _now = _now.AddHours(1);
                    host.Time.Advance(TimeSpan.FromHours(1));
                    host.Stream.Tick();
                    return host;
                case Step.Restart:
                    await host.DisposeAsync();
                    return Open(path);
                case Step.Crash:
                    await host.CrashAsync();
                    return Open(path);
                default:
                    return await CrashWithTornTailAsync(host, path, size);
            }
        }

        private async Task<DeliveryHost> CrashWithTornTailAsync(DeliveryHost host, string path, int size)
        {
            await AppendAsync(host, size, 1);
            var open = Directory.EnumerateFiles(host.Folder.Open, "*.segment").Order(StringComparer.Ordinal).LastOrDefault();
            await host.CrashAsync();
            if (open is not null && File.Exists(open))
            {
                await File.AppendAllBytesAsync(open, noise);
            }

            return Open(path);
        }

        private async Task AppendAsync(DeliveryHost host, int size, int count)
        {
            var names = Enumerable.Range(0, count).Select(_ => $"{_next++}-{new string('x', size)}").ToList();
            var outcomes = await Task.WhenAll(names.Select(name => host.Stream.AppendAsync(host.Tracking(name)).AsTask()));
            for (var at = 0; at < count; at++)
            {
                _rows.Add(names[at], outcomes[at]);
            }
        }

        private static async Task SealAsync(DeliveryHost host)
        {
            try
            {
                await host.Raw.SealAsync(host.Hour, CancellationToken.None);
            }
            catch (IOException)
            {
                // The step lets sealing fail on purpose.
            }
        }

        private async Task CheckAsync(DeliveryHost host)
        {
            var hours = await host.Raw.ListHoursAsync(host.Hour - 100, host.Hour, CancellationToken.None);
            var stored = DeliveryHost.ReadSealed(host.Folder.Root, "raw/tracking");
            stored.ShouldBeUnique();
            stored.ShouldBeSubsetOf(_rows.Where(row => row.Value != DeliveryOutcome.Refused).Select(row => row.Key));
            _rows.Where(row => row.Value == DeliveryOutcome.Durable).Select(row => row.Key).ShouldBeSubsetOf(stored);
            Directory.EnumerateFiles(host.Folder.Open).ShouldBeEmpty();

            var (read, counted) = (0L, 0L);
            foreach (var hour in hours)
            {
                var files = await host.Raw.ListFilesAsync(hour.Hour, CancellationToken.None);
                read += files.Sum(file => file.Rows!.Value);
                var tallies = await host.Raw.ReadTalliesAsync(hour.Hour, CancellationToken.None);
                counted += tallies.Sum(tally => tally.Delivered);
            }

            read.ShouldBe(stored.Count);
            counted.ShouldBe(stored.Count);
        }
    }
}

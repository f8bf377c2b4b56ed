using Maas.Local.Delivery;
using Maas.Local.Tests.Support;
using Maas.Tracking.Delivery;
using Maas.Tracking.Runs;
using Maas.Tracking.Time;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Local.Tests.Delivery;

public sealed class RetentionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Ledger _ledger = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Remove_OlderHoursThatAreDone_GoAndAreNoShortage()
    {
        await using var host = Host();
        await AppendAndSealAsync(host);
        var old = host.Hour;
        _ledger.Done.Add(old);
        host.Time.Advance(TimeSpan.FromHours(7));
        await AppendAndSealAsync(host);
        _ledger.Done.Add(host.Hour);

        await Retention(host).RemoveExpiredAsync(Stop);

        (await host.Raw.ListHoursAsync(old - 100, host.Hour, Stop)).Select(hour => hour.Hour).ShouldBe([host.Hour]);
        Directory.Exists(FolderOf(host, old)).ShouldBeFalse();
        Directory.Exists(host.Folder.Combine("raw/tracking")).ShouldBeTrue();
        host.Logs.GetSnapshot().ShouldAllBe(record => record.Level < LogLevel.Warning);
    }

    [Fact]
    public async Task Remove_AnHourWhoseRunHasNotSucceeded_StaysUntilItHas()
    {
        await using var host = Host();
        await AppendAndSealAsync(host);
        var (first, second) = (host.Hour, host.Hour + 1);
        host.Time.Advance(TimeSpan.FromHours(1));
        await AppendAndSealAsync(host);
        host.Time.Advance(TimeSpan.FromHours(9));
        _ledger.Done.Add(second);

        await Retention(host).RemoveExpiredAsync(Stop);

        Directory.Exists(FolderOf(host, first)).ShouldBeTrue();
        Directory.Exists(FolderOf(host, second)).ShouldBeFalse();
        host.Logs.LatestRecord.Message.ShouldStartWith($"1 hours, the oldest of them {first}, are older than");
        _ledger.Done.Add(first);
        await Retention(host).RemoveExpiredAsync(Stop);
        Directory.Exists(FolderOf(host, first)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, 7 * 24 + 6)]
    [InlineData("12:00:00", 12)]
    public async Task Remove_AnHourWhoseRunNeverSucceeds_GoesAtItsOwnAgeAndIsToldOf(string? unrunFor, int hours)
    {
        await using var host = Host(unrunFor is null ? [] : [("Maas:Delivery:RetainUnrunFor", unrunFor)]);
        await AppendAndSealAsync(host);
        var hour = host.Hour;
        host.Time.Advance(TimeSpan.FromHours(hours));

        await Retention(host).RemoveExpiredAsync(Stop);
        Directory.Exists(FolderOf(host, hour)).ShouldBeTrue();
        host.Time.Advance(TimeSpan.FromHours(1));
        await Retention(host).RemoveExpiredAsync(Stop);

        Directory.Exists(FolderOf(host, hour)).ShouldBeFalse();
        host.Logs.GetSnapshot()
            .Where(record => record.Level == LogLevel.Error)
            .ShouldHaveSingleItem()
            .Message.ShouldStartWith($"The run of raw/tracking/{hour.Folder} has not succeeded");
    }

    [Fact]
    public async Task Remove_TheLedgerCannotBeAsked_KeepsRawHoursAndRemovesWhatNobodyRuns()
    {
        await using var host = Host(("Maas:Delivery:RetainRejectedFor", "06:00:00"));
        await AppendAndSealAsync(host);
        var hour = host.Hour;
        var rejected = Directory.CreateDirectory(host.Folder.Combine(RawStream.Rejected.Folder(hour))).FullName;
        _ledger.Done.Add(hour);
        _ledger.Failure = new TimeoutException("The coordinator is moving.");
        host.Time.Advance(TimeSpan.FromHours(7));

        await Retention(host).RemoveExpiredAsync(Stop);

        Directory.Exists(FolderOf(host, hour)).ShouldBeTrue();
        Directory.Exists(rejected).ShouldBeFalse();
        _ledger.Failure = null;
        await Retention(host).RemoveExpiredAsync(Stop);
        Directory.Exists(FolderOf(host, hour)).ShouldBeFalse();
    }

    [Fact]
    public async Task Remove_HoursOfManyDays_AsksForADayAtATime()
    {
        await using var host = Host();
        var first = host.Hour;
        foreach (var hour in (int[])[0, 1, 30, 31])
        {
            Directory.CreateDirectory(FolderOf(host, first + hour));
        }

        host.Time.Advance(TimeSpan.FromDays(3));
        await Retention(host).RemoveExpiredAsync(Stop);

        _ledger.Asked.ShouldBe([(first, first + 1), (first + 30, first + 31)], ignoreOrder: true);
    }

    [Fact]
    public async Task Remove_NoLedgerInTheProcess_GoesByAge()
    {
        await using var host = Host();
        await AppendAndSealAsync(host);
        var hour = host.Hour;
        host.Time.Advance(TimeSpan.FromHours(7));

        await Retention(host, withLedger: false).RemoveExpiredAsync(Stop);

        Directory.Exists(FolderOf(host, hour)).ShouldBeFalse();
    }

    [Fact]
    public async Task Remove_BooksFail_KeepsTheHourAndGoesOnAtTheNextTick()
    {
        await using var host = Host();
        await AppendAndSealAsync(host);
        var folder = FolderOf(host, host.Hour);
        _ledger.Done.Add(host.Hour);
        host.Time.Advance(TimeSpan.FromHours(7));
        Execute(host, "ALTER TABLE expired RENAME TO gone");

        await Retention(host).RemoveExpiredAsync(Stop);

        Directory.Exists(folder).ShouldBeTrue();
        host.Logs.GetSnapshot().ShouldContain(record => record.Message.Contains("could not be removed", StringComparison.Ordinal));
        Execute(host, "ALTER TABLE gone RENAME TO expired");
        await Retention(host).RemoveExpiredAsync(Stop);
        Directory.Exists(folder).ShouldBeFalse();
    }

    private DeliveryHost Host(params (string Key, string Value)[] settings) =>
        DeliveryHost.Started(_folder.Path, [("Maas:Delivery:RetainRawFor", "06:00:00"), .. settings]);

    private RetentionService Retention(DeliveryHost host, bool withLedger = true) =>
        new(
            host.Folder,
            host.Get<HourBooks>(),
            host.Get<IOptions<LocalDeliveryOptions>>(),
            host.Get<DeliveryInstruments>(),
            host.Time,
            host.Get<ILogger<RetentionService>>(),
            withLedger ? _ledger : null
        );

    private static string FolderOf(DeliveryHost host, HourWindow hour) => host.Folder.Combine(RawStream.Tracking.Folder(hour));

    private static async Task AppendAndSealAsync(DeliveryHost host)
    {
        (await host.Stream.AppendAsync(host.Tracking("row"))).ShouldBe(DeliveryOutcome.Durable);
        await host.Raw.SealAsync(host.Hour, Stop);
    }

    private static void Execute(DeliveryHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Folder.State, "delivery.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Ledger : IDoneHours
    {
        public HashSet<HourWindow> Done { get; } = [];

        public List<(HourWindow From, HourWindow To)> Asked { get; } = [];

        public Exception? Failure { get; set; }

        public Task<IReadOnlySet<HourWindow>> ListAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
        {
            Asked.Add((from, to));
            return Failure is null
                ? Task.FromResult<IReadOnlySet<HourWindow>>(Done.Where(hour => hour >= from && hour <= to).ToHashSet())
                : throw Failure;
        }
    }
}

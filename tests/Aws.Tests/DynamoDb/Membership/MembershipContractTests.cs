using Maas.Aws.DynamoDb.Membership;
using Orleans;
using Orleans.Runtime;

namespace Maas.Aws.Tests.DynamoDb.Membership;

/// <summary>What <see cref="IMembershipTable"/> promises its callers, one statement a test, through two handles on the table where that matters.</summary>
public sealed class MembershipContractTests(DynamoDbServer server) : IAsyncLifetime
{
    private Cluster _cluster = null!;
    private DynamoDBMembershipTable _first = null!;
    private DynamoDBMembershipTable _second = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await Cluster.CreateAsync(server);
        _first = await _cluster.OpenAsync();
        _second = await _cluster.OpenAsync();
    }

    public ValueTask DisposeAsync()
    {
        _cluster?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ReadAll_NewCluster_IsEmptyAtVersionZeroWithAnEtag()
    {
        var data = await _first.ReadAllAsync();

        data.Members.ShouldBeEmpty();
        data.Version.Version.ShouldBe(0);
        data.Version.VersionEtag.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task InsertRow_CurrentVersion_AddsTheRowAndCountsTheVersion()
    {
        var before = await _first.ReadAllAsync();

        (await _first.InsertRowAsync(Cluster.Entry(1), before.Version.Next())).ShouldBeTrue();

        var after = await _second.ReadAllAsync();
        after.Version.Version.ShouldBe(1);
        after.Version.VersionEtag.ShouldNotBe(before.Version.VersionEtag);
        var (entry, etag) = after.Members.ShouldHaveSingleItem();
        entry.Describe().ShouldBe(Cluster.Entry(1).Describe());
        entry.IAmAliveTime.ShouldBe(Cluster.Entry(1).IAmAliveTime);
        etag.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task InsertRow_StaleVersion_IsRefusedWithoutATrace()
    {
        var stale = (await _first.ReadAllAsync()).Version.Next();
        await _second.InsertAsync(Cluster.Entry(1));
        var before = (await _first.ReadAllAsync()).Describe();

        (await _first.InsertRowAsync(Cluster.Entry(2), stale)).ShouldBeFalse();
        (await _first.InsertRowAsync(Cluster.Entry(1), stale)).ShouldBeFalse();

        (await _second.ReadAllAsync()).Describe().ShouldBe(before);
    }

    [Fact]
    public async Task InsertRow_SiloThatIsThere_IsRefusedWithoutATrace()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        var before = await _first.ReadAllAsync();

        (await _second.InsertRowAsync(Cluster.Entry(1, SiloStatus.Active), before.Version.Next())).ShouldBeFalse();

        (await _first.ReadAllAsync()).Describe().ShouldBe(before.Describe());
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999999999")]
    public async Task Changes_EtagsOfAnotherForm_AreRefused(string etag)
    {
        await _first.InsertAsync(Cluster.Entry(1));
        var before = await _first.ReadAllAsync();

        (await _first.InsertRowAsync(Cluster.Entry(2), new TableVersion(2, etag))).ShouldBeFalse();
        (await _first.UpdateRowAsync(Cluster.Entry(1), before.Members[0].Item2, new TableVersion(2, etag))).ShouldBeFalse();
        (await _first.UpdateRowAsync(Cluster.Entry(1), etag, before.Version.Next())).ShouldBeFalse();

        (await _first.ReadAllAsync()).Describe().ShouldBe(before.Describe());
    }

    [Fact]
    public async Task UpdateRow_CurrentEtags_ReplacesTheRowAndCountsTheVersion()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        await _first.InsertAsync(Cluster.Entry(2));
        var before = await _first.ReadAllAsync();
        var changed = Cluster.Entry(1, SiloStatus.Active);
        changed.ProxyPort = 0;
        changed.IAmAliveTime = Cluster.Now.AddMinutes(1);

        await _second.UpdateAsync(changed);

        var after = await _first.ReadAllAsync();
        after.Version.Version.ShouldBe(before.Version.Version + 1);
        after.Version.VersionEtag.ShouldNotBe(before.Version.VersionEtag);
        after.TryGet(changed.SiloAddress)!.Item2.ShouldNotBe(before.TryGet(changed.SiloAddress)!.Item2);
        after.TryGet(changed.SiloAddress)!.Item1.Describe().ShouldBe(changed.Describe());
        after.TryGet(changed.SiloAddress)!.Item1.IAmAliveTime.ShouldBe(changed.IAmAliveTime);
        after.TryGet(Cluster.Silo(2))!.Item1.Describe().ShouldBe(Cluster.Entry(2).Describe());
    }

    [Fact]
    public async Task UpdateRow_StaleVersionOrStaleEtag_IsRefusedWithoutATrace()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        await _first.InsertAsync(Cluster.Entry(2));
        var stale = await _first.ReadAllAsync();
        await _second.UpdateAsync(Cluster.Entry(1, SiloStatus.Active));
        var current = await _first.ReadAllAsync();
        var (staleEtag, etag) = (stale.TryGet(Cluster.Silo(1))!.Item2, current.TryGet(Cluster.Silo(1))!.Item2);
        var other = current.TryGet(Cluster.Silo(2))!.Item2;

        (await _first.UpdateRowAsync(Cluster.Entry(1, SiloStatus.Dead), etag, stale.Version.Next())).ShouldBeFalse();
        (await _first.UpdateRowAsync(Cluster.Entry(1, SiloStatus.Dead), staleEtag, current.Version.Next())).ShouldBeFalse();
        (await _first.UpdateRowAsync(Cluster.Entry(2, SiloStatus.Dead), other, stale.Version.Next())).ShouldBeFalse();

        (await _second.ReadAllAsync()).Describe().ShouldBe(current.Describe());
    }

    [Fact]
    public async Task UpdateRow_SiloThatIsNotThere_IsRefusedAndCreatesNothing()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        var before = await _first.ReadAllAsync();

        (await _first.UpdateRowAsync(Cluster.Entry(2), before.Members[0].Item2, before.Version.Next())).ShouldBeFalse();

        (await _second.ReadAllAsync()).Describe().ShouldBe(before.Describe());
    }

    [Fact]
    public async Task UpdateRow_Votes_AreKeptReplacedAndTakenBack()
    {
        var entry = await _first.InsertAsync(Cluster.Entry(1, SiloStatus.Active));
        entry.AddSuspector(Cluster.Silo(2), Cluster.Now.AddSeconds(1));
        entry.AddSuspector(Cluster.Silo(3, generation: 7), Cluster.Now.AddSeconds(2));
        await _first.UpdateAsync(entry);
        (await _second.ReadAsync(entry.SiloAddress)).Describe().ShouldBe(entry.Describe());

        entry.SuspectTimes = [Tuple.Create(Cluster.Silo(2), Cluster.Now.AddSeconds(9))];
        await _first.UpdateAsync(entry);
        (await _second.ReadAsync(entry.SiloAddress)).Describe().ShouldBe(entry.Describe());

        entry.SuspectTimes = [];
        await _first.UpdateAsync(entry);
        (await _second.ReadAsync(entry.SiloAddress)).SuspectTimes.ShouldBeEmpty();

        entry.SuspectTimes = null;
        await _first.UpdateAsync(entry);
        (await _second.ReadAsync(entry.SiloAddress)).SuspectTimes.ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadRow_OfSilosThereAndNot_AgreesWithReadAll()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        await _first.InsertAsync(Cluster.Entry(1, generation: 2));
        var all = await _first.ReadAllAsync();

        foreach (var silo in (SiloAddress[])[Cluster.Silo(1), Cluster.Silo(1, 2), Cluster.Silo(9)])
        {
            var one = await _second.ReadRowAsync(silo);
            one.Version.ShouldBe(all.Version);
            one.Members.Select(member => $"{member.Item2} {member.Item1.Describe()}")
                .ShouldBe(
                    all.Members.Where(member => member.Item1.SiloAddress.Equals(silo))
                        .Select(member => $"{member.Item2} {member.Item1.Describe()}")
                );
        }
    }

    [Fact]
    public async Task UpdateIAmAlive_OfARow_ChangesNothingElseAndLeavesEarlierEtagsUsable()
    {
        var entry = Cluster.Entry(1, SiloStatus.Joining);
        entry.AddSuspector(Cluster.Silo(2), Cluster.Now);
        await _first.InsertAsync(entry);
        var before = await _first.ReadAllAsync();
        var alive = new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = Cluster.Now.AddMinutes(5) };

        await _second.UpdateIAmAliveAsync(alive);

        var after = await _first.ReadAllAsync();
        after.Describe().ShouldBe(before.Describe());
        after.Members[0].Item1.IAmAliveTime.ShouldBe(alive.IAmAliveTime);
        entry.Status = SiloStatus.Active;
        (await _first.UpdateRowAsync(entry, before.Members[0].Item2, before.Version.Next())).ShouldBeTrue();
    }

    [Fact]
    public async Task UpdateIAmAlive_WithoutARow_CreatesNoneAndIsLogged()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        var before = await _first.ReadAllAsync();

        await _first.UpdateIAmAliveAsync(Cluster.Entry(2));

        (await _second.ReadAllAsync()).Describe().ShouldBe(before.Describe());
        _cluster.Logs.GetSnapshot().ShouldContain(record => record.Message.Contains("no longer a member", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_OfEveryStatusAndAge_RemovesOnlyDeadOnesOlderThanTheDate()
    {
        var cutoff = Cluster.Now;
        var number = 0;
        foreach (var status in Enum.GetValues<SiloStatus>().Where(status => status != SiloStatus.None))
        {
            await _first.InsertAsync(Aged(++number, status, cutoff.AddDays(-10)));
        }

        await _first.InsertAsync(Aged(50, SiloStatus.Dead, cutoff));
        var lateStart = Aged(51, SiloStatus.Dead, cutoff.AddDays(-10));
        lateStart.StartTime = cutoff.AddMilliseconds(1);
        await _first.InsertAsync(lateStart);
        var lateSign = Aged(52, SiloStatus.Dead, cutoff.AddDays(-10));
        lateSign.IAmAliveTime = cutoff.AddMilliseconds(1);
        await _first.InsertAsync(lateSign);
        var lateVote = Aged(53, SiloStatus.Dead, cutoff.AddDays(-10));
        lateVote.AddSuspector(Cluster.Silo(1), cutoff.AddMilliseconds(1));
        await _first.InsertAsync(lateVote);
        var before = await _first.ReadAllAsync();

        await _second.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(cutoff));

        var after = await _first.ReadAllAsync();
        after.Version.ShouldBe(before.Version);
        var removed = before.Members.Select(row => row.Item1).Where(entry => after.TryGet(entry.SiloAddress) is null).ToArray();
        removed.ShouldHaveSingleItem().Status.ShouldBe(SiloStatus.Dead);
        removed[0].StartTime.ShouldBe(cutoff.AddDays(-10));

        await _first.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(cutoff));
        (await _second.ReadAllAsync()).Describe().ShouldBe(after.Describe());
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_BySeveralAtOnce_LeavesAReadableTable()
    {
        for (var number = 0; number < 30; number++)
        {
            await _first.InsertAsync(Aged(number, number % 3 == 0 ? SiloStatus.Active : SiloStatus.Dead, Cluster.Now.AddDays(-30)));
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(at => (at % 2 == 0 ? _first : _second).CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Cluster.Now)))
        );

        (await _first.ReadAllAsync()).Members.Select(member => member.Item1.Status).Distinct().ShouldBe([SiloStatus.Active]);
    }

    [Fact]
    public async Task Table_AfterACleanedUpSilo_GoesOnCounting()
    {
        var dead = await _first.InsertAsync(Aged(1, SiloStatus.Active, Cluster.Now.AddDays(-30)));
        dead.Status = SiloStatus.Dead;
        await _first.UpdateAsync(dead);
        var before = await _first.ReadAllAsync();
        await _second.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(Cluster.Now));

        (await _first.UpdateRowAsync(dead, before.Members[0].Item2, before.Version.Next())).ShouldBeFalse();
        await _first.InsertAsync(Cluster.Entry(1, generation: 2));

        var after = await _second.ReadAllAsync();
        after.Version.Version.ShouldBe(before.Version.Version + 1);
        after.Members.ShouldHaveSingleItem().Item1.SiloAddress.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_OfOneCluster_LeavesTheOthers()
    {
        using var neighbour = await Cluster.CreateAsync(server);
        var other = await neighbour.OpenAsync();
        await _first.InsertAsync(Cluster.Entry(1));
        await other.InsertAsync(Cluster.Entry(1));
        var before = await other.ReadAllAsync();

        await _first.DeleteMembershipTableEntriesAsync("unused-" + _cluster.Id);
        (await _first.ReadAllAsync()).Members.Count.ShouldBe(1);
        await _first.DeleteMembershipTableEntriesAsync(_cluster.Id);

        (await other.ReadAllAsync()).Describe().ShouldBe(before.Describe());
        await _second.InitializeMembershipTableAsync(true);
        (await _second.ReadAllAsync()).Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Initialize_AgainAndByOthers_KeepsWhatIsThere()
    {
        await _first.InsertAsync(Cluster.Entry(1));
        var before = (await _first.ReadAllAsync()).Describe();

        await _first.InitializeMembershipTableAsync(true);
        await _second.InitializeMembershipTableAsync(false);
        await _cluster.OpenAsync();

        (await _second.ReadAllAsync()).Describe().ShouldBe(before);
    }

    [Fact]
    public async Task ReadAll_WithoutAVersionRow_SaysWhatToDo()
    {
        using var empty = await Cluster.CreateAsync(server);
        var table = empty.Make();

        var error = await Should.ThrowAsync<Maas.Aws.DynamoDb.DynamoDBTableException>(() => table.ReadAllAsync());

        error.Message.ShouldContain(empty.Id);
        error.Message.ShouldContain("start a silo");
    }

    [Fact]
    public async Task Entries_ChangedByTheirHolder_LeaveTheTableAsItIs()
    {
        var entry = Cluster.Entry(1);
        entry.AddSuspector(Cluster.Silo(2), Cluster.Now);
        await _first.InsertAsync(entry);
        var before = (await _second.ReadAllAsync()).Describe();

        entry.SuspectTimes!.Clear();
        entry.Status = SiloStatus.Dead;
        var read = (await _first.ReadAllAsync()).Members[0].Item1;
        read.SuspectTimes!.Clear();
        read.Status = SiloStatus.Dead;

        (await _second.ReadAllAsync()).Describe().ShouldBe(before);
    }

    [Fact]
    public async Task Operations_Cancelled_ReachNoStorage()
    {
        var table = _cluster.Make(options =>
            options.CreateClient = () => throw new InvalidOperationException("The storage was asked for.")
        );
        var token = new CancellationToken(canceled: true);
        var version = new TableVersion(1, "0");
        Task[] operations =
        [
            table.InitializeMembershipTableAsync(true, token),
            table.DeleteMembershipTableEntriesAsync(_cluster.Id, token),
            table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.MaxValue, token),
            table.ReadRowAsync(Cluster.Silo(1), token),
            table.ReadAllAsync(token),
            table.InsertRowAsync(Cluster.Entry(1), version, token),
            table.UpdateRowAsync(Cluster.Entry(1), "0", version, token),
            table.UpdateIAmAliveAsync(Cluster.Entry(1), token),
        ];

        foreach (var operation in operations)
        {
            (await Should.ThrowAsync<OperationCanceledException>(() => operation)).CancellationToken.ShouldBe(token);
        }
    }

    private static MembershipEntry Aged(int number, SiloStatus status, DateTime time)
    {
        var entry = Cluster.Entry(number, status);
        (entry.StartTime, entry.IAmAliveTime) = (time, time);
        return entry;
    }
}

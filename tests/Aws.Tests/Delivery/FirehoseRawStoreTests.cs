using System.Text;
using Maas.Tracking.Delivery;
using Maas.Tracking.Time;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Aws.Tests.Delivery;

public sealed class FirehoseRawStoreTests : IAsyncLifetime
{
    private static readonly HourWindow Hour = HourWindow.Of(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private FirehoseHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _host = await FirehoseHost.StartAsync(_folder.Path, new FakeFirehose(), _time, ("Linger", "00:00:00"));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    // Key times of the hour before: within the buffer and 5 minutes of its end (09:50).
    [InlineData("2026/11/22/09", "2026-11-22-09-49-59", false)]
    [InlineData("2026/11/22/09", "2026-11-22-09-50-00", true)]
    [InlineData("2026/11/22/09", "2026-11-22-09-59-59", true)]
    // Of the hour itself: all.
    [InlineData("2026/11/22/10", "2026-11-22-10-00-00", true)]
    [InlineData("2026/11/22/10", "2026-11-22-10-59-59", true)]
    [InlineData("2026/11/22/10", null, true)]
    // Of the hour after: within 5 minutes of its start.
    [InlineData("2026/11/22/11", "2026-11-22-11-04-59", true)]
    [InlineData("2026/11/22/11", "2026-11-22-11-05-00", false)]
    [InlineData("2026/11/22/11", null, false)]
    [InlineData("2026/11/22/08", "2026-11-22-08-59-59", false)]
    public async Task ListFiles_ObjectNearTheHour_IsListedIfItMayHoldItsRows(string folder, string? time, bool listed)
    {
        var key = await PutAsync("tracking", folder, time);

        var files = await _host.Raw.ListFilesAsync(Hour, Cancellation);

        files.Select(file => file.Key).ShouldBe(listed ? [key] : []);
        files.ShouldAllBe(file => file.Rows == null && file.FolderHour.Folder == folder);
    }

    [Fact]
    public async Task ListHours_NewObjectInANeighbour_ChangesTheMarkOfBothHours()
    {
        await PutAsync("tracking", "2026/11/22/10", "2026-11-22-10-30-00");
        await PutAsync("devices", "2026/11/22/11", "2026-11-22-11-30-00");
        var before = await ListHoursAsync();
        await PutAsync("tracking", "2026/11/22/11", "2026-11-22-11-01-00");
        var after = await ListHoursAsync();

        before.Select(hour => hour.Hour).ShouldBe([Hour, Hour + 1]);
        after.Select(hour => hour.Hour).ShouldBe([Hour, Hour + 1]);
        after[0].Mark.ShouldNotBe(before[0].Mark);
        after[1].Mark.ShouldNotBe(before[1].Mark);
        (await ListHoursAsync()).ShouldBe(after);
    }

    [Fact]
    public async Task ListHours_NeighbourObjectOnly_ListsTheHourOnlyIfItsBooksHoldRows()
    {
        await PutAsync("tracking", "2026/11/22/11", "2026-11-22-11-01-00");
        (await ListHoursAsync()).Select(hour => hour.Hour).ShouldBe([Hour + 1]);

        _host.Delivery.Count("demo", Hour.Start, repeated: 3, refused: 0);
        await _host.Raw.SealAsync(Hour, Cancellation);
        (await ListHoursAsync()).Select(hour => hour.Hour).ShouldBe([Hour + 1]);

        await DeliverAsync(Hour.Start.AddMinutes(59));
        (await ListHoursAsync()).Select(hour => hour.Hour).ShouldBe([Hour, Hour + 1]);
    }

    [Fact]
    public async Task ReadTallies_SeveralSilosAndStarts_AreSummed()
    {
        await DeliverAsync(Hour.Start);
        _host.Delivery.Count("demo", Hour.Start, repeated: 2, refused: 5);
        await _host.StopAsync();
        await _host.DisposeAsync();
        _host = await FirehoseHost.StartAsync(_folder.Path, new FakeFirehose(), _time, ("Linger", "00:00:00"));
        await DeliverAsync(Hour.Start);

        (await _host.ReadTallyAsync(Hour.Start)).ShouldBe(new HourTally("demo", 2, 2, 0, 2, 5));
        Directory.GetFiles(Path.Combine(_folder.Path, "books", Hour.Folder)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task ReadTallies_CountAfterTheHourWasForgotten_BeginsAnotherBookAndLosesNothing()
    {
        await DeliverAsync(Hour.Start);
        await _host.Raw.SealAsync(Hour, Cancellation);
        _time.Advance(TimeSpan.FromHours(3));
        await _host.Raw.SealAsync(Hour, Cancellation);
        await DeliverAsync(Hour.Start);

        (await _host.ReadTallyAsync(Hour.Start)).Delivered.ShouldBe(2);
    }

    [Fact]
    public void GracePeriod_IsTheBufferAndFiveMinutes() => _host.Raw.GracePeriod.ShouldBe(TimeSpan.FromMinutes(10));

    private async Task DeliverAsync(DateTimeOffset at)
    {
        var append = _host.AppendAsync(FirehoseHost.Append(at, tracking: ["t"], devices: ["d"]));
        (await append).ShouldBe(DeliveryOutcome.Durable);
    }

    private Task<IReadOnlyList<RawHour>> ListHoursAsync() => _host.Raw.ListHoursAsync(Hour - 30, Hour + 30, Cancellation);

    private async Task<string> PutAsync(string stream, string folder, string? time)
    {
        var name = time is null ? "dropped.csv.gz" : $"maas-{stream}-1-{time}-{Guid.NewGuid()}.gz";
        var key = $"raw/{stream}/{folder}/{name}";
        await _host.Objects.PutAsync(key, Encoding.UTF8.GetBytes("content"), Cancellation);
        return key;
    }
}

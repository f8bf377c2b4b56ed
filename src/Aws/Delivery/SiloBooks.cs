using System.Text.Json;
using System.Text.Json.Serialization;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.Aws.Delivery;

/// <summary>
/// What this silo has delivered since its start, an object an hour beside the raw files: <c>books/yyyy/MM/dd/HH/{book}.json</c>, written whole
/// each time. An hour's books are the sum of all its objects, over silos and their restarts. What was counted since the last save is lost with
/// a crash, and is then a surplus to the run that reads the rows. Thread-safe.
/// </summary>
internal sealed class SiloBooks(IObjectStore store, TimeProvider time, Guid silo) : IDisposable
{
    private const string Root = "books/";

    /// <summary>How long after its end an hour's counts are kept in memory; a later one begins another object.</summary>
    private static readonly TimeSpan KeepTime = TimeSpan.FromHours(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<HourWindow, Book> _books = [];
    private readonly SemaphoreSlim _saving = new(1);
    private readonly string _startedAt = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture);
    private int _opened;

    /// <summary>Counts the rows of an append that has just become durable.</summary>
    public void Add(string app, HourWindow hour, RowCounts rows) =>
        Change(
            app,
            hour,
            tally =>
                tally with
                {
                    Delivered = tally.Delivered + rows.Tracking,
                    DeviceRows = tally.DeviceRows + rows.Devices,
                    SetAside = tally.SetAside + rows.Rejected,
                }
        );

    /// <summary>Counts events without rows.</summary>
    public void Add(string app, HourWindow hour, int repeated, int refused) =>
        Change(app, hour, tally => tally with { Repeated = tally.Repeated + repeated, Refused = tally.Refused + refused });

    /// <summary>Writes what has changed since it was last written. What it cannot write it keeps for the next time, and throws.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await _saving.WaitAsync(cancellationToken);
        try
        {
            foreach (var (hour, book) in Changed())
            {
                var (version, content) = Write(book);
                await store.PutAsync($"{Root}{hour.Folder}/{book.Name}.json", content, cancellationToken);
                book.SavedVersion = version;
            }

            Forget();
        }
        finally
        {
            _saving.Release();
        }
    }

    /// <summary>The hour's counts over all silos, this one's unsaved ones included.</summary>
    public async Task<IReadOnlyList<HourTally>> ReadAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        await SaveAsync(cancellationToken);
        var sums = new SortedDictionary<string, HourTally>(StringComparer.Ordinal);
        await foreach (var entry in store.ListAsync($"{Root}{hour.Folder}/", cancellationToken))
        {
            await using var content =
                await store.OpenReadAsync(entry.Key, cancellationToken)
                ?? throw new InvalidDataException($"{entry.Key} is listed but cannot be found.");
            var tallies =
                await JsonSerializer.DeserializeAsync(content, BooksJson.Default.ListHourTally, cancellationToken)
                ?? throw new InvalidDataException($"{entry.Key} holds no tallies.");
            foreach (var tally in tallies)
            {
                sums[tally.App] = sums.TryGetValue(tally.App, out var sum) ? sum + tally : tally;
            }
        }

        return [.. sums.Values];
    }

    /// <summary>The hours of the range, both ends included, of which there are books.</summary>
    public async Task<IReadOnlySet<HourWindow>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken)
    {
        var hours = new HashSet<HourWindow>();
        await foreach (var (hour, _) in HourPrefixes.ListAsync(store, Root, from, to, cancellationToken))
        {
            hours.Add(hour);
        }

        return hours;
    }

    public void Dispose() => _saving.Dispose();

    private void Change(string app, HourWindow hour, Func<HourTally, HourTally> change)
    {
        lock (_gate)
        {
            if (!_books.TryGetValue(hour, out var book))
            {
                _books[hour] = book = new Book($"{_startedAt}-{silo:N}-{++_opened}");
            }

            book.Tallies[app] = change(book.Tallies.GetValueOrDefault(app) ?? new HourTally(app, 0, 0, 0, 0, 0));
            book.Version++;
        }
    }

    private List<(HourWindow Hour, Book Book)> Changed()
    {
        lock (_gate)
        {
            return [.. _books.Where(entry => entry.Value.Version > entry.Value.SavedVersion).Select(entry => (entry.Key, entry.Value))];
        }
    }

    private (long Version, byte[] Content) Write(Book book)
    {
        lock (_gate)
        {
            return (book.Version, JsonSerializer.SerializeToUtf8Bytes([.. book.Tallies.Values], BooksJson.Default.ListHourTally));
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (hour, book) in _books)
            {
                if (hour.End + KeepTime < now && book.Version == book.SavedVersion)
                {
                    _books.Remove(hour);
                }
            }
        }
    }

    private sealed class Book(string name)
    {
        public string Name => name;

        public SortedDictionary<string, HourTally> Tallies { get; } = new(StringComparer.Ordinal);

        public long Version { get; set; }

        /// <summary>Changed by the one save that is under way.</summary>
        public long SavedVersion { get; set; }
    }
}

[JsonSerializable(typeof(List<HourTally>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class BooksJson : JsonSerializerContext;

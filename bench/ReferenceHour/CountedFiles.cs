using System.IO.Compression;
using System.Text.Json;
using Maas.Tracking.Delivery;
using Maas.Tracking.Objects;
using Maas.Tracking.Time;

namespace Maas.ReferenceHour;

/// <summary>
/// The written hours as a delivery stream lists them that has sealed them itself: with their rows, so that a run reads them as they are. They are counted
/// once, and noted beside the files.
/// </summary>
internal sealed class CountedFiles(IObjectStore store) : IRawStore
{
    private static readonly string[] Streams = ["devices", "tracking"];

    public IObjectStore Objects => store;

    public TimeSpan GracePeriod => TimeSpan.FromMinutes(1);

    public Task SealAsync(HourWindow hour, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<RawFile>> ListFilesAsync(HourWindow hour, CancellationToken cancellationToken)
    {
        var note = $"raw/rows/{hour}.json";
        await using (var noted = await store.OpenReadAsync(note, cancellationToken))
        {
            if (noted is not null)
            {
                return (await JsonSerializer.DeserializeAsync<List<RawFile>>(noted, cancellationToken: cancellationToken))!;
            }
        }

        List<RawFile> files = [];
        foreach (var stream in Streams)
        {
            await foreach (var item in store.ListAsync($"raw/{stream}/{hour.Folder}/", cancellationToken))
            {
                files.Add(new RawFile(stream, item.Key, item.Bytes, hour, await CountAsync(item.Key, cancellationToken)));
            }
        }

        await store.PutAsync(note, JsonSerializer.SerializeToUtf8Bytes(files), cancellationToken);
        return files;
    }

    public Task<IReadOnlyList<RawHour>> ListHoursAsync(HourWindow from, HourWindow to, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<HourTally>> ReadTalliesAsync(HourWindow hour, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private async Task<long> CountAsync(string key, CancellationToken cancellationToken)
    {
        await using var file = await store.OpenReadAsync(key, cancellationToken) ?? throw new FileNotFoundException(key);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        var buffer = new byte[1 << 20];
        long rows = 0;
        for (int read; (read = await plain.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            rows += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return rows;
    }
}

using Maas.SparkJobs.Engines;
using Maas.SparkJobs.Files;
using Maas.SparkJobs.Tests.Delta;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.SparkJobs.Tests.Files;

public sealed class AddressedFilesTests
{
    private static readonly LakeObject[] Objects =
    [
        new("lake/device_keys/2026112210-1/bucket=00/a.parquet", 3),
        new("lake/device_keys/2026112210-1/bucket=01/a.parquet", 4),
        new("raw/tracking/2026/11/22/10/a.csv.gz", 5),
    ];

    private readonly MemoryObjectStore _store = new(new FakeTimeProvider());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fetch_ObjectsThatAreThere_AreTheirAddresses()
    {
        await PutAllAsync();

        (await FetchAsync()).ShouldBe(Objects.Select(item => _store.Locate(item.Key)));
        _store.Reads.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fetch_OneObjectIsGone_NamesIt(int gone)
    {
        await PutAllAsync();
        await _store.DeleteAsync(Objects[gone].Key, Stop);

        var failure = await Should.ThrowAsync<BatchStepException>(FetchAsync);

        failure.Message.ShouldBe($"inputs/verify: {Objects[gone].Key} is not there.");
    }

    [Fact]
    public async Task Fetch_ObjectOfAnotherLength_NamesIt()
    {
        await PutAllAsync();
        await _store.PutAsync(Objects[1].Key, new byte[2], Stop);

        var failure = await Should.ThrowAsync<BatchStepException>(FetchAsync);

        failure.Message.ShouldBe($"inputs/verify: {Objects[1].Key} has 2 bytes and not 4.");
    }

    private async Task<IReadOnlyList<string>> FetchAsync()
    {
        using var lease = new AddressedFiles(_store, Options.Create(new StagingOptions())).Lease();
        return await lease.FetchAsync(_store, Objects, Stop);
    }

    private async Task PutAllAsync()
    {
        foreach (var item in Objects)
        {
            await _store.PutAsync(item.Key, new byte[item.Bytes], Stop);
        }
    }
}

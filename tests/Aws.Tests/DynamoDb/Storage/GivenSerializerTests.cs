using Maas.StorageContract;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Maas.Aws.Tests.DynamoDb.Storage;

/// <summary>States as a serializer of somebody else writes them, which may have no bytes, or no state, for one.</summary>
public sealed class GivenSerializerTests(DynamoDbServer server)
{
    private readonly GrainId _grain = GrainId.Create("device", Guid.NewGuid().ToString("N"));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public async Task Read_StateThatIsNone_IsANewOneWithTheRecordsEtag(string bytes)
    {
        await using var host = await StorageHost.StartAsync(server, options => options.GrainStorageSerializer = new Fixed(bytes));
        var written = New();
        await host.Storage.WriteStateAsync("s", _grain, written);

        var read = New();
        await host.Storage.ReadStateAsync("s", _grain, read);

        read.RecordExists.ShouldBeFalse();
        read.State.ShouldBe(new GrainStorageContract.Ledger());
        read.ETag.ShouldBe(written.ETag);
        await host.Storage.WriteStateAsync("s", _grain, read);
    }

    [Fact]
    public async Task Write_CancelledBefore_AsksNoSerializer()
    {
        var serializer = new Fixed("a");
        await using var host = await StorageHost.StartAsync(server, options => options.GrainStorageSerializer = serializer);
        var state = New();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            host.Storage.WriteStateAsync("s", _grain, state, new CancellationToken(canceled: true))
        );

        serializer.Serialized.ShouldBe(0);
    }

    private static GrainState<GrainStorageContract.Ledger> New() => new() { State = new GrainStorageContract.Ledger { Text = "some" } };

    private sealed class Fixed(string bytes) : IGrainStorageSerializer
    {
        public int Serialized { get; private set; }

        public BinaryData Serialize<T>(T? input)
        {
            Serialized++;
            return BinaryData.FromString(bytes);
        }

        public T Deserialize<T>(BinaryData input) =>
            input.ToString() == "null" ? default! : throw new InvalidDataException("There is nothing to read.");
    }
}

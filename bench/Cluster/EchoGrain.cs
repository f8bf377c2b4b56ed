using Orleans.Concurrency;
using Orleans.Placement;

namespace Maas.Cluster.Bench;

/// <summary>Takes what a device grain takes: bytes that nobody changes.</summary>
public interface IEchoGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    Task<int> Take(Payload payload);
}

[GenerateSerializer, Immutable]
public sealed record Payload([property: Id(0)] byte[] Bytes);

[PreferLocalPlacement]
internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> Take(Payload payload) => Task.FromResult(payload.Bytes.Length);
}

using Maas.Tracking.State;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Maas.Aws.DynamoDb.Storage;

/// <summary>States in their own binary form, where they have one, else as JSON.</summary>
public sealed class StateSerializer(IActivatorProvider activators) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(StateCodec.Write(input));

    public T Deserialize<T>(BinaryData input) => StateCodec.Read(input.ToMemory().Span, activators.GetActivator<T>().Create());
}

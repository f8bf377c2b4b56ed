using System.Text;
using Maas.Tracking.State;

namespace Maas.Grains.Runs;

/// <summary>
/// What grain storage keeps of the ledger: a day, or the index. The content is JSON text of this product's own making, so that any
/// provider and any of its serializers can hold it, and a person can read it.
/// </summary>
[GenerateSerializer, Alias("maas.LedgerRecord")]
internal sealed class LedgerRecord : IStateBytes
{
    [Id(0)]
    public string Json { get; set; } = "";

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(Json);

    public void Load(ReadOnlySpan<byte> bytes) => Json = Encoding.UTF8.GetString(bytes);
}

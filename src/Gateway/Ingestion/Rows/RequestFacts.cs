using Maas.Tracking.Time;

namespace Maas.Gateway.Ingestion.Rows;

/// <summary>What is the same for every event of a request.</summary>
/// <param name="App">The app that the write key belongs to.</param>
/// <param name="ReceivedAt">Microseconds since the Unix epoch, UTC; see <see cref="Timestamps"/>.</param>
/// <param name="ClientAddress">The client's network address as text; empty when it is not known or not to be stored.</param>
/// <param name="Type">The type that the path names; unknown when each event states its own.</param>
internal readonly record struct RequestFacts(AppName App, long ReceivedAt, ReadOnlyMemory<byte> ClientAddress, EventType Type);

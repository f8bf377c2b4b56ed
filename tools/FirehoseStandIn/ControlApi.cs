namespace Maas.FirehoseStandIn;

/// <summary>How a test tells the stand-in what to do, and asks what it did.</summary>
internal static class ControlApi
{
    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/control");
        control.MapGet("/streams", (DeliveryStreams streams) => streams.All.ToDictionary(stream => stream.Name, stream => stream.State));
        control.MapPost("/faults", AddFaults);
        control.MapDelete("/faults", ClearFaults);
        control.MapPut("/delivery", SetDelivery);
        control.MapPost("/flush", (BufferService buffers, CancellationToken cancelled) => buffers.FlushAsync(cancelled));
    }

    private static void AddFaults(FaultsInput input, DeliveryStreams streams, FaultPlan plan)
    {
        foreach (var stream in streams.All.Where(stream => input.Stream is null || input.Stream == stream.Name))
        {
            plan.Add(stream.Name, input.Next ?? [], input.Standing);
        }
    }

    private static void ClearFaults(FaultPlan plan, DeliveryFaults delivery)
    {
        plan.Clear();
        (delivery.Delay, delivery.Copies) = (TimeSpan.Zero, 1);
    }

    private static void SetDelivery(DeliveryInput input, DeliveryFaults delivery) =>
        (delivery.Delay, delivery.Copies) = (TimeSpan.FromSeconds(input.DelaySeconds), input.Copies);

    /// <param name="Stream">The stream concerned; all of them when absent.</param>
    /// <param name="Next">The faults of the next calls, one each.</param>
    /// <param name="Standing">The fault of all calls after them.</param>
    private sealed record FaultsInput(string? Stream, IReadOnlyList<Fault>? Next, Fault? Standing);

    /// <param name="DelaySeconds">How long a due buffer waits before it is written.</param>
    /// <param name="Copies">How often it is written.</param>
    private sealed record DeliveryInput(double DelaySeconds = 0, int Copies = 1);
}

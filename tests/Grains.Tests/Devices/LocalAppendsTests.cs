using Maas.Contracts.Devices;
using Maas.Tracking.Delivery;

namespace Maas.Grains.Tests.Devices;

public sealed class LocalAppendsTests(Registry registry) : IClassFixture<Registry>
{
    private readonly string _key = Guid.NewGuid().ToString("n");

    private IDeviceGrain Device => registry.Grains.GetDevice("demo", _key);

    [Fact]
    public async Task Append_OnceTheDeviceIsHere_GoesWithoutACallAndKnowsItsEvents()
    {
        registry.Live.Find("demo", _key).ShouldBeNull();
        (await AppendAsync(1)).Written.ShouldBe(1);
        registry.Live.Find("demo", _key).ShouldNotBeNull();

        (await AppendAsync(1)).Repeated.ShouldBe(1);
        (await AppendAsync(2)).ShouldBe(new AppendResult(DeliveryOutcome.Durable, 1, 0, 0));
        registry.Live.Find("demo", _key + "0").ShouldBeNull();
    }

    [Fact]
    public async Task Append_AfterTheDeviceHasLeft_BringsItBack()
    {
        await AppendAsync(1);
        await AppendAsync(2);
        await Registry.DeactivateAsync(Device);

        (await AppendAsync(2)).Repeated.ShouldBe(1);
        (await AppendAsync(3)).Written.ShouldBe(1);
    }

    [Fact]
    public async Task Deactivate_WhileAnAppendIsUnderWay_WaitsAndSavesItsEvents()
    {
        await AppendAsync(1);
        registry.Delivery.Hold = true;
        var append = AppendAsync(2);
        await registry.Delivery.WaitForHeldAsync(1);
        await Registry.DeactivateAsync(Device);
        registry.Delivery.Hold = false;

        registry.Delivery.Release();

        (await append).Written.ShouldBe(1);
        (await AppendAsync(2)).Repeated.ShouldBe(1);
        (await Device.Append(new Batch().Event(1).Event(2).Build())).Repeated.ShouldBe(2);
    }

    private async Task<AppendResult> AppendAsync(ulong message) =>
        await registry.Appends.AppendAsync("demo", _key, new Batch().Event(message).Build());
}

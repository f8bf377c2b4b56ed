using Maas.Grains.Devices;

namespace Maas.Grains.Tests.Devices;

public sealed class DeviceRegistryOptionsTests
{
    [Fact]
    public void Validate_SeveralWrongValues_ReportsAllOfThemByKey()
    {
        var options = new DeviceRegistryOptions { MessageWindow = 0, FlushInterval = TimeSpan.Zero };

        var result = new DeviceRegistryOptionsValidator().Validate(null, options);

        result.Failures!.Count().ShouldBe(2);
        result.FailureMessage!.ShouldContain("Maas:Devices:MessageWindow is 0");
        result.FailureMessage!.ShouldContain("Maas:Devices:FlushInterval is 00:00:00");
    }

    [Fact]
    public void Validate_Defaults_AreValid() =>
        new DeviceRegistryOptionsValidator().Validate(null, new DeviceRegistryOptions()).Succeeded.ShouldBeTrue();
}

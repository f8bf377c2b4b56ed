using Maas.Aws.Delivery;

namespace Maas.Aws.Tests.Delivery;

public sealed class FirehoseDeliveryOptionsTests
{
    private readonly FirehoseDeliveryOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_Pass() => _validator.Validate(null, new FirehoseDeliveryOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_SeveralMistakes_NamesEachWithItsFix()
    {
        var result = _validator.Validate(
            null,
            new FirehoseDeliveryOptions
            {
                DevicesStream = "maas-tracking",
                RecordBytesMax = 2_000_000,
                BufferSeconds = 901,
                RejectedStream = "a b",
            }
        );

        result.Failures.ShouldBe(
            [
                "Maas:Delivery:Firehose:RejectedStream is 'a b': give a delivery stream's name: up to 64 letters, digits, '_', '.' and '-'.",
                "Maas:Delivery:Firehose:TrackingStream is maas-tracking: give three different streams for tracking, devices and rejected: their rows have different columns.",
                "Maas:Delivery:Firehose:RecordBytesMax is 2000000: give 102,400 to 1,024,000.",
                "Maas:Delivery:Firehose:BufferSeconds is 901: give 0 to 900.",
            ],
            ignoreOrder: true
        );
    }
}

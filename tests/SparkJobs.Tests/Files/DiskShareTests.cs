using CsCheck;
using Maas.SparkJobs.Files;

namespace Maas.SparkJobs.Tests.Files;

public sealed class DiskShareTests
{
    private const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(65_536, 20_480, 10_240, 5_120)]
    [InlineData(65_536, 1_048_576, 65_536, 65_536)]
    [InlineData(100, 20_480, 100, 100)]
    [InlineData(65_536, 0, 1, 1)]
    public void MiB_OptionAndFreeSpace_IsTheLesserOfTheOptionAndTheShare(int option, long freeMiB, long copies, long spill)
    {
        DiskShare.MiB(option, freeMiB * MiB, DiskShare.Copies).ShouldBe(copies);
        DiskShare.MiB(option, freeMiB * MiB, DiskShare.Spill).ShouldBe(spill);
    }

    [Fact]
    public void MiB_AllSharesOfAnyDisk_LeaveAQuarterOfIt() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[1, int.MaxValue], Gen.Long[16 * MiB, long.MaxValue / 2])
            .Sample(
                (copies, spill, free) =>
                {
                    var taken = DiskShare.MiB(copies, free, DiskShare.Copies) + DiskShare.MiB(spill, free, DiskShare.Spill);
                    return taken <= free / MiB / 4 * 3 + 3;
                }
            );
}

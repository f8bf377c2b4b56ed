using Maas.SparkJobs.Delta;

namespace Maas.SparkJobs.Tests.Delta;

public sealed class DeltaOptionsTests
{
    [Fact]
    public void Validate_Defaults_Pass() => new DeltaOptionsValidator().Validate(null, new DeltaOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_AllWrong_NamesEveryKeyAndValue()
    {
        var options = new DeltaOptions
        {
            CheckpointInterval = 0,
            LogRetention = TimeSpan.FromDays(-1),
            DeletedFileRetention = TimeSpan.FromDays(-2),
            CommitAttemptsMax = -3,
        };

        var failures = new DeltaOptionsValidator().Validate(null, options).Failures!.ToList();

        failures.Count.ShouldBe(4);
        failures[0].ShouldBe("Maas:Batch:Delta:CheckpointInterval is 0; give a number of commits from 1 on.");
    }
}

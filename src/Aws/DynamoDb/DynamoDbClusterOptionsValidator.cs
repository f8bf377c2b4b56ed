using Microsoft.Extensions.Options;

namespace Maas.Aws.DynamoDb;

internal sealed class DynamoDbClusterOptionsValidator : IValidateOptions<DynamoDbClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, DynamoDbClusterOptions options)
    {
        const string Section = DynamoDbClusterOptions.Section;
        string?[] errors =
        [
            .. options.Errors(Section),
            DynamoDbSettings.TableNameError(Section, nameof(options.TableName), options.TableName),
            DynamoDbSettings.TableNameError(Section, nameof(options.RemindersTableName), options.RemindersTableName),
        ];
        return errors.Any(error => error is not null) ? ValidateOptionsResult.Fail(errors.OfType<string>()) : ValidateOptionsResult.Success;
    }
}

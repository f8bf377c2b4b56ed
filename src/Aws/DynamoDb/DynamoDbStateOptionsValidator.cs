using Microsoft.Extensions.Options;

namespace Maas.Aws.DynamoDb;

internal sealed class DynamoDbStateOptionsValidator : IValidateOptions<DynamoDbStateOptions>
{
    public ValidateOptionsResult Validate(string? name, DynamoDbStateOptions options)
    {
        const string Section = DynamoDbStateOptions.Section;
        string?[] errors =
        [
            .. options.Errors(Section),
            DynamoDbSettings.TableNameError(Section, nameof(options.TableName), options.TableName),
        ];
        return errors.Any(error => error is not null) ? ValidateOptionsResult.Fail(errors.OfType<string>()) : ValidateOptionsResult.Success;
    }
}

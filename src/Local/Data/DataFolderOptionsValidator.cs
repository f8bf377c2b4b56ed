using Microsoft.Extensions.Options;

namespace Maas.Local.Data;

internal sealed class DataFolderOptionsValidator : IValidateOptions<DataFolderOptions>
{
    public ValidateOptionsResult Validate(string? name, DataFolderOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            errors.Add($"{DataFolderOptions.Section}:Path is '{options.Path}': give the path of a folder, such as ./data.");
        }

        if (options.FreeBytesMin < 0)
        {
            errors.Add($"{DataFolderOptions.Section}:FreeBytesMin is {options.FreeBytesMin}: give 0 or more bytes.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Hosting;

/// <summary>Validates options by their own method, which throws an <see cref="ArgumentException"/>.</summary>
internal sealed class SelfValidation<T>(string section, Action<T> validate) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        try
        {
            validate(options);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail($"{section}:{exception.Message}");
        }
    }
}

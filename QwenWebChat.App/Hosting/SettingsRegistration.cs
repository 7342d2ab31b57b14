using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers options with their sections, so that keys of no section are detected.</summary>
internal static class SettingsRegistration
{
    /// <summary>Binds a section to options, which are validated at startup.</summary>
    /// <param name="validate">Throws an <see cref="ArgumentException"/> whose message begins with the key in the section.</param>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section, Action<T>? validate = null)
        where T : class
    {
        if (validate is not null)
        {
            services.AddSingleton<IValidateOptions<T>>(new SelfValidation<T>(section, validate));
        }

        return services.AddOptions<T>().BindSettings(services, section).ValidateOnStart();
    }

    /// <summary>Binds an additional section to the same options.</summary>
    public static OptionsBuilder<T> BindSettings<T>(this OptionsBuilder<T> options, IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton(new SettingsSection(section, typeof(T)));
        return options.BindConfiguration(section);
    }
}

using System.Runtime.InteropServices;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// The data of languages (ICU), without which the page has no English and no Chinese. On Linux .NET takes the system's, and
/// ends the process with a stack where there is none; so this is looked at before anything asks for a culture.
/// </summary>
internal static class LanguageData
{
    private const string Switch = "System.Globalization.Invariant";
    private const string Variable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    // .NET's own range of versions.
    private const int OldestVersion = 50;
    private const int NewestVersion = 255;

    /// <summary>The missing part and its remedy in one line; null where the data is there.</summary>
    public static string? FindFault()
    {
        if (IsTurnedOff())
        {
            return $"The data of languages (ICU) is turned off by {Variable}, and the app needs it; unset the variable.";
        }

        return OperatingSystem.IsLinux() && !IsInstalled()
            ? "The data of languages (ICU) is not on this machine; install it: apt-get install libicu-dev, dnf install libicu, apk add icu-libs icu-data-full."
            : null;
    }

    /// <summary>Lets the process go on without the data, as far as its console; it would end when asked for a culture.</summary>
    public static void TurnOff() => AppContext.SetSwitch(Switch, true);

    private static bool IsTurnedOff() =>
        (AppContext.TryGetSwitch(Switch, out bool isOff) && isOff)
        || Environment.GetEnvironmentVariable(Variable) is "1" or "true" or "True" or "TRUE";

    private static bool IsInstalled()
    {
        for (int version = OldestVersion; version <= NewestVersion; version++)
        {
            if (NativeLibrary.TryLoad(string.Concat("libicuuc.so.", version.ToString(provider: null)), out _))
            {
                return true;
            }
        }

        return NativeLibrary.TryLoad("libicuuc.so", out _);
    }
}

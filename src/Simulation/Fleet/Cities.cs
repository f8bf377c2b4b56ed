namespace Maas.Simulation.Fleet;

/// <summary>The cities of a simulated fleet.</summary>
public static class Cities
{
    public static IReadOnlyList<City> All { get; } =
    [
        new("Amsterdam", 52.3702, 4.8952, "Europe/Amsterdam", ["nl-NL", "en-GB"], ["KPN", "Odido", "Vodafone NL"]),
        new("Aracaju", -10.9472, -37.0731, "America/Maceio", ["pt-BR"], ["Vivo", "Claro BR", "TIM"]),
        new("Bengaluru", 12.9716, 77.5946, "Asia/Kolkata", ["en-IN", "kn-IN", "hi-IN"], ["Jio", "Airtel", "Vi India"]),
        new("Berlin", 52.5200, 13.4050, "Europe/Berlin", ["de-DE", "en-US", "tr-TR"], ["Telekom.de", "Vodafone.de", "o2 - de"]),
        new("Buenos Aires", -34.6037, -58.3816, "America/Argentina/Buenos_Aires", ["es-AR"], ["Personal", "Movistar AR", "Claro AR"]),
        new("Cape Town", -33.9249, 18.4241, "Africa/Johannesburg", ["en-ZA", "af-ZA", "xh-ZA"], ["Vodacom-SA", "MTN-SA"]),
        new("Chicago", 41.8781, -87.6298, "America/Chicago", ["en-US", "es-US"], ["Verizon", "T-Mobile", "AT&T"]),
        new("Istanbul", 41.0082, 28.9784, "Europe/Istanbul", ["tr-TR"], ["Turkcell", "Türk Telekom", "Vodafone TR"]),
        new("Jakarta", -6.2088, 106.8456, "Asia/Jakarta", ["id-ID", "en-US"], ["Telkomsel", "XL Axiata", "Indosat"]),
        new("Lagos", 6.5244, 3.3792, "Africa/Lagos", ["en-NG"], ["MTN-NG", "Airtel NG", "Glo NG"]),
        new("Lima", -12.0464, -77.0428, "America/Lima", ["es-PE"], ["Entel PE", "Claro PE", "Bitel"]),
        new("London", 51.5074, -0.1278, "Europe/London", ["en-GB", "pl-PL"], ["EE", "O2 - UK", "Three"]),
        new("Los Angeles", 34.0522, -118.2437, "America/Los_Angeles", ["en-US", "es-MX"], ["Verizon", "T-Mobile", "AT&T"]),
        new("Madrid", 40.4168, -3.7038, "Europe/Madrid", ["es-ES", "en-GB"], ["Movistar", "Orange ES", "Yoigo"]),
        new("Manila", 14.5995, 120.9842, "Asia/Manila", ["en-PH", "fil-PH"], ["Globe", "SMART", "DITO"]),
        new("Mexico City", 19.4326, -99.1332, "America/Mexico_City", ["es-MX"], ["Telcel", "Movistar MX", "AT&T MX"]),
        new("Mumbai", 19.0760, 72.8777, "Asia/Kolkata", ["en-IN", "hi-IN", "mr-IN"], ["Jio", "Airtel", "Vi India"]),
        new("Nairobi", -1.2921, 36.8219, "Africa/Nairobi", ["en-KE", "sw-KE"], ["Safaricom", "Airtel KE"]),
        new("New York", 40.7128, -74.0060, "America/New_York", ["en-US", "es-US", "zh-CN"], ["Verizon", "T-Mobile", "AT&T"]),
        new("Paris", 48.8566, 2.3522, "Europe/Paris", ["fr-FR", "en-GB"], ["Orange F", "SFR", "Free", "Bouygues Telecom"]),
        new("São Paulo", -23.5505, -46.6333, "America/Sao_Paulo", ["pt-BR"], ["Vivo", "Claro BR", "TIM"]),
        new("Seoul", 37.5665, 126.9780, "Asia/Seoul", ["ko-KR"], ["SKTelecom", "KT", "LG U+"]),
        new("Stockholm", 59.3293, 18.0686, "Europe/Stockholm", ["sv-SE", "en-US"], ["Telia", "Tele2", "Telenor SE"]),
        new("Sydney", -33.8688, 151.2093, "Australia/Sydney", ["en-AU", "zh-CN"], ["Telstra", "Optus", "Vodafone AU"]),
        new("Tokyo", 35.6762, 139.6503, "Asia/Tokyo", ["ja-JP"], ["NTT DOCOMO", "au", "SoftBank"]),
        new("Toronto", 43.6532, -79.3832, "America/Toronto", ["en-CA", "fr-CA"], ["Rogers", "Bell", "TELUS"]),
    ];
}

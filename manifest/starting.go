package manifest

import "strings"

// The sentences that a new answers file begins with. A translation of them is
// used only while they stand.
const (
	StockShortDescription = "Your courses in Teams"
	StockFullDescription  = "Find, take and share learning without leaving Teams."
)

// StartingTranslation is what the program brings for a language: every text but
// the names. It serves a region without texts of its own ("fr-ca") with those of
// the language.
func StartingTranslation(tag string) (Translation, bool) {
	texts := startingTexts()
	tag = strings.ToLower(tag)
	if t, ok := texts[tag]; ok {
		return t, true
	}
	language, _, _ := strings.Cut(tag, "-")
	if language == "no" {
		language = "nb"
	}
	t, ok := texts[language]
	return t, ok
}

// startingTexts holds, in the fields' order, the two stock descriptions, the
// four tabs, the three commands and the search.
func startingTexts() map[string]Translation {
	texts := func(short, full, catalog, current, library, help, botHelp, signIn, signOut, search, searchDescription, term, termDescription string) Translation {
		return Translation{
			ShortDescription: short, FullDescription: full,
			Catalog: catalog, CurrentLearning: current, Library: library, Help: help,
			BotHelp: botHelp, BotSignIn: signIn, BotSignOut: signOut,
			Search: search, SearchDescription: searchDescription, SearchTerm: term, SearchTermDescription: termDescription,
		}
	}
	return map[string]Translation{
		"da": texts(
			"Dine kurser i Teams", "Find, gennemfør og del læring uden at forlade Teams.",
			"Find læring", "Igangværende læring", "Bibliotek", "Hjælp",
			"Vis hjælp til at bruge appen", "Log på for at modtage notifikationer", "Log af for at slå notifikationer fra",
			"Søg i kataloget", "Find læring, som du kan dele i denne samtale", "Søg", "Ord at søge efter i kataloget",
		),
		"de": texts(
			"Ihre Kurse in Teams", "Lernangebote finden, absolvieren und teilen, ohne Teams zu verlassen.",
			"Lernangebote finden", "Aktuelles Lernen", "Bibliothek", "Hilfe",
			"Hilfe zur Verwendung der App anzeigen", "Anmelden, um Benachrichtigungen zu erhalten", "Abmelden, um keine Benachrichtigungen mehr zu erhalten",
			"Katalog durchsuchen", "Lernangebote finden und in dieser Unterhaltung teilen", "Suchen", "Wörter, nach denen im Katalog gesucht wird",
		),
		"es": texts(
			"Tus cursos en Teams", "Busca, realiza y comparte formación sin salir de Teams.",
			"Buscar formación", "Formación en curso", "Biblioteca", "Ayuda",
			"Ver la ayuda sobre el uso de la aplicación", "Iniciar sesión para recibir notificaciones", "Cerrar sesión para dejar de recibir notificaciones",
			"Buscar en el catálogo", "Busca formación para compartirla en esta conversación", "Buscar", "Palabras que se buscan en el catálogo",
		),
		"fi": texts(
			"Kurssisi Teamsissa", "Etsi, suorita ja jaa koulutuksia poistumatta Teamsista.",
			"Etsi koulutuksia", "Meneillään olevat koulutukset", "Kirjasto", "Ohje",
			"Näytä sovelluksen käyttöohjeet", "Kirjaudu sisään, niin saat ilmoituksia", "Kirjaudu ulos, niin ilmoitukset poistuvat käytöstä",
			"Hae luettelosta", "Etsi koulutus jaettavaksi tässä keskustelussa", "Haku", "Luettelosta haettavat sanat",
		),
		"fr": texts(
			"Vos cours dans Teams", "Trouvez, suivez et partagez des formations sans quitter Teams.",
			"Trouver une formation", "Formations en cours", "Bibliothèque", "Aide",
			"Afficher l’aide sur l’utilisation de l’application", "Se connecter pour recevoir les notifications", "Se déconnecter pour désactiver les notifications",
			"Rechercher dans le catalogue", "Trouver une formation à partager dans cette conversation", "Rechercher", "Mots à rechercher dans le catalogue",
		),
		"it": texts(
			"I tuoi corsi in Teams", "Trova, segui e condividi la formazione senza uscire da Teams.",
			"Trova formazione", "Formazione in corso", "Libreria", "Aiuto",
			"Visualizza la guida all’uso dell’app", "Accedi per ricevere le notifiche", "Esci per disattivare le notifiche",
			"Cerca nel catalogo", "Trova contenuti formativi da condividere in questa conversazione", "Cerca", "Parole da cercare nel catalogo",
		),
		"ja": texts(
			"Teams で学べるコース", "Teams を離れずに、学習コンテンツの検索、受講、共有ができます。",
			"学習を探す", "受講中の学習", "ライブラリ", "ヘルプ",
			"アプリの使い方に関するヘルプを表示します", "サインインして通知を受け取ります", "サインアウトして通知を停止します",
			"カタログを検索", "この会話で共有する学習コンテンツを探します", "検索", "カタログ内で検索する語句",
		),
		"nb": texts(
			"Kursene dine i Teams", "Finn, gjennomfør og del læring uten å forlate Teams.",
			"Finn læring", "Pågående læring", "Bibliotek", "Hjelp",
			"Vis hjelp til bruk av appen", "Logg på for å motta varsler", "Logg av for å slå av varsler",
			"Søk i katalogen", "Finn læring du kan dele i denne samtalen", "Søk", "Ord du vil søke etter i katalogen",
		),
		"nl": texts(
			"Je cursussen in Teams", "Vind, volg en deel trainingen zonder Teams te verlaten.",
			"Training zoeken", "Lopende trainingen", "Bibliotheek", "Help",
			"Hulp bij het gebruik van de app weergeven", "Aanmelden om meldingen te ontvangen", "Afmelden om meldingen uit te schakelen",
			"Catalogus doorzoeken", "Zoek een training om in dit gesprek te delen", "Zoeken", "Woorden om in de catalogus te zoeken",
		),
		"pl": texts(
			"Twoje kursy w Teams", "Wyszukuj, realizuj i udostępniaj szkolenia bez wychodzenia z Teams.",
			"Znajdź szkolenie", "Bieżące szkolenia", "Biblioteka", "Pomoc",
			"Wyświetl pomoc dotyczącą korzystania z aplikacji", "Zaloguj się, aby otrzymywać powiadomienia", "Wyloguj się, aby wyłączyć powiadomienia",
			"Przeszukaj katalog", "Znajdź szkolenie, aby udostępnić je w tej rozmowie", "Szukaj", "Słowa do wyszukania w katalogu",
		),
		"pt": texts(
			"Os seus cursos no Teams", "Encontre, faça e partilhe formação sem sair do Teams.",
			"Encontrar formação", "Formação em curso", "Biblioteca", "Ajuda",
			"Ver ajuda sobre a utilização da aplicação", "Iniciar sessão para receber notificações", "Terminar sessão para desativar as notificações",
			"Pesquisar no catálogo", "Encontrar formação para partilhar nesta conversa", "Pesquisar", "Palavras a pesquisar no catálogo",
		),
		"pt-br": texts(
			"Seus cursos no Teams", "Encontre, faça e compartilhe treinamentos sem sair do Teams.",
			"Encontrar treinamento", "Treinamentos em andamento", "Biblioteca", "Ajuda",
			"Ver ajuda sobre o uso do aplicativo", "Entrar para receber notificações", "Sair para desativar as notificações",
			"Pesquisar no catálogo", "Encontrar treinamentos para compartilhar nesta conversa", "Pesquisar", "Palavras a pesquisar no catálogo",
		),
		"sv": texts(
			"Dina kurser i Teams", "Hitta, genomför och dela utbildningar utan att lämna Teams.",
			"Hitta utbildning", "Pågående utbildningar", "Bibliotek", "Hjälp",
			"Visa hjälp om hur du använder appen", "Logga in för att få aviseringar", "Logga ut för att stänga av aviseringar",
			"Sök i katalogen", "Hitta utbildningar att dela i den här konversationen", "Sök", "Ord att söka efter i katalogen",
		),
	}
}

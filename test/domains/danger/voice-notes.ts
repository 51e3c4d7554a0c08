/** What is spoken into a phone and comes out in writing: one breath, no full stop. `|` is where somebody could say more. */
export type VoiceNotes = { calm: string[]; danger: string[] }

/** Every beginning with every end: all of them harmless. */
export function calmNotes({ calm }: VoiceNotes): string[] {
  const halves = calm.map((note) => note.split(' | '))
  return halves.flatMap(([before]) => halves.map(([, after]) => `${before} ${after}`))
}

/** Danger in the middle of a note: each line in several of them. */
export function dangerNotes({ calm, danger }: VoiceNotes): string[] {
  return danger.flatMap((line) => calm.map((note) => note.replace('|', line)))
}

/** Those that were looked at while this was made, and those that were not. */
export function halvesOf({ calm, danger }: VoiceNotes): { known: VoiceNotes; blind: VoiceNotes } {
  const [c, d] = [calm.length / 2, danger.length / 2]
  return {
    known: { calm: calm.slice(0, c), danger: danger.slice(0, d) },
    blind: { calm: calm.slice(c), danger: danger.slice(d) },
  }
}

export const VOICE_NOTES: Record<string, VoiceNotes> = {
  nl: {
    calm: [
      'hallo ik wou even vragen over de school want mijn dochter gaat na de zomer naar groep drie en ik weet niet welke papieren ik moet meenemen | en toen kwam mijn schoonzus nog eten en wij hebben rijst gemaakt en de kinderen hebben samen een film gekeken tot negen uur',
      'gisteren waren wij de hele dag in het park want het was mooi weer en mijn zoon heeft een nieuwe bal gekregen van zijn oom | en nu is hij een beetje verkouden dus ik weet niet of hij morgen naar de opvang kan of dat ik moet bellen',
      'ik ben drie jaar geleden hier gekomen met mijn gezin en ik doe nu een cursus op dinsdag en donderdag in het buurthuis bij mevrouw Joke | en ik wil vragen of er ook een les is voor mensen die overdag werken want mijn buurvrouw wil ook graag komen',
      'goedemorgen wij hebben een brief gekregen van de gemeente over de zwemles en daar staat dat wij eerst moeten betalen en later geld terug krijgen | en ik snap niet hoe dat moet op de computer dus misschien kan iemand mij helpen met dat formulier',
      'mijn moeder is hier op bezoek uit Marokko en zij blijft tot januari en de kleine is zo blij met haar en zij bakken elke dag samen brood | maar de kamer is klein dus wij slapen met vier mensen bij elkaar en dat gaat eigenlijk best goed',
      'de juf zei dat mijn zoon heel goed kan rekenen maar met lezen is hij nog wat langzaam en zij gaf hem een boek mee over dieren | en in het weekend gaan wij altijd naar de markt en daarna drinken wij thee bij mijn tante die vlak bij het station woont',
      'wij zijn verhuisd naar de derde verdieping en de lift doet het niet en ik moet met de kinderwagen naar boven en dat is zwaar met de tassen | en de verhuurder zegt dat het volgende week gemaakt wordt maar dat zei hij vorige maand ook al',
      'mijn jongste wil alleen maar pasta eten en groente gooit hij op de grond en mijn man lacht daarom maar ik vind het niet leuk | en ik heb van een vriendin gehoord dat er een spreekuur is waar je gewoon binnen kan lopen zonder afspraak klopt dat',
    ],
    danger: [
      'en mijn man slaat mij als hij gedronken heeft',
      'en hij heeft mij bij mijn keel gepakt waar de kinderen bij waren',
      'en eerlijk gezegd wil ik niet meer leven',
      'en hij zegt dat hij mij dood maakt als ik wegga',
      'en mijn zwager zit aan mijn dochter als ik er niet ben',
      'en ik mag van hem het huis niet uit en hij heeft mijn paspoort afgepakt',
      'en mijn zoontje is al twee uur weg en niemand heeft hem gezien',
      'en ik heb mijn kind geslagen met de riem tot hij bloedde',
      'en hij dreigt met een mes in de keuken',
      'en vannacht heeft hij mij van de trap geduwd',
      'en ik heb pillen bewaard om er een eind aan te maken',
      'en mijn ex staat elke avond voor de deur en zegt dat hij ons vindt',
      'en hij dwingt mij om met hem te slapen ook als ik nee zeg',
      'en de buurman heeft mijn meisje aangeraakt onder haar kleren',
      'en mijn vader wil mij laten trouwen met een neef en ik wil dat niet',
      'en ik ben bang voor hem want hij heeft mijn arm gebroken',
    ],
  },
  en: {
    calm: [
      'hello I wanted to ask about the school because my daughter starts in august and I do not know what papers to bring with me | and then my sister in law came for dinner and we made rice and the children watched a film together until nine o clock',
      'yesterday we were in the park all day because the weather was nice and my son got a new ball from his uncle | and now he has a cold so I am not sure if he can go to day care tomorrow or if I must call first',
      'I came here three years ago with my family and I follow a course on tuesday and thursday in the community house with a lady called Joke | and I want to ask if there is a class for people who work in the day because my neighbour wants to join too',
      'good morning we got a letter from the city about swimming lessons and it says we first have to pay and get money back later | and I do not understand how to do that on the computer so maybe somebody can help me with the form',
      'my mother is visiting from Ghana and she stays until january and the little one is so happy with her and they bake bread together every day | but the room is small so we sleep with four people in it and that is going quite well actually',
      'the teacher said my son is very good with numbers but a bit slow with reading and she gave him a book about animals to take home | and at the weekend we always go to the market and then we drink tea with my aunt who lives near the station',
      'we moved to the third floor and the lift is broken and I have to go up with the pram and the bags and that is heavy | and the landlord says it will be repaired next week but he said the same thing last month too',
      'my youngest wants to eat only pasta and he throws his vegetables on the floor and my husband laughs about it but I do not like it | and a friend told me there is a place where you can just walk in without an appointment is that true',
    ],
    danger: [
      'and my husband hits me when he has been drinking',
      'and he grabbed me by the throat in front of the kids',
      'and to be honest I do not want to live any more',
      'and he says he will kill me if I go away',
      'and my brother in law touches my daughter when I am not there',
      'and he does not let me leave the house and he took my passport',
      'and my little boy is gone since two hours and nobody has seen him',
      'and I beat my child with the belt until he was bleeding',
      'and he threatens me with a knife in the kitchen',
      'and last night he pushed me down the stairs',
      'and I have kept pills to put an end to it',
      'and my ex stands at the door every evening and says he will find us',
      'and he forces me to sleep with him even when I say no',
      'and the man next door touched my girl under her clothes',
      'and my father wants me to marry a cousin and I do not want it',
      'and I am afraid of him because he broke my arm',
    ],
  },
  tr: {
    calm: [
      'merhaba okul için sormak istedim çünkü kızım yazdan sonra üçüncü gruba geçiyor ve hangi kağıtları götüreceğimi bilmiyorum | sonra görümcem yemeğe geldi pilav yaptık çocuklar da beraber saat dokuza kadar film izledi',
      'dün bütün gün parktaydık çünkü hava güzeldi ve oğluma dayısı yeni bir top almış | şimdi biraz nezle oldu o yüzden yarın kreşe gidebilir mi yoksa önce aramam mı lazım bilmiyorum',
      'üç sene önce ailemle buraya geldim ve şimdi salı perşembe mahalle evinde Joke hanımın kursuna gidiyorum | bir de gündüz çalışanlar için ders var mı diye soracaktım çünkü komşum da gelmek istiyor',
      'günaydın belediyeden yüzme dersi için mektup geldi orada önce ödeyin sonra paranızı geri alırsınız yazıyor | bilgisayarda nasıl yapılacağını anlamadım belki biri bana o form için yardım eder',
      'annem memleketten geldi ocağa kadar kalacak küçük oğlan çok mutlu her gün beraber ekmek yapıyorlar | ama oda küçük dört kişi bir arada yatıyoruz o da aslında iyi gidiyor şükür',
      'öğretmen oğlumun matematiği çok iyi ama okuması biraz yavaş dedi eve hayvanlarla ilgili bir kitap verdi | hafta sonu hep pazara gideriz sonra da istasyonun yanında oturan teyzemde çay içeriz',
      'üçüncü kata taşındık asansör çalışmıyor bebek arabasıyla poşetlerle yukarı çıkmak çok zor oluyor | ev sahibi haftaya yapılacak diyor ama geçen ay da aynısını söylemişti',
      'en küçüğüm sadece makarna yiyor sebzeyi yere atıyor kocam gülüyor ama benim hoşuma gitmiyor | bir arkadaşım randevu almadan gidilen bir yer var dedi doğru mu acaba',
    ],
    danger: [
      'kocam içince beni dövüyor',
      'çocukların önünde boğazıma sarıldı',
      'açıkçası artık yaşamak istemiyorum',
      'gidersem beni öldüreceğini söylüyor',
      'ben yokken kayınım kızıma dokunuyor',
      'evden çıkmama izin vermiyor pasaportumu da aldı',
      'küçük oğlum iki saattir kayıp kimse görmemiş',
      'çocuğumu kemerle kanayana kadar dövdüm',
      'mutfakta bana bıçak çekiyor',
      'dün gece beni merdivenden aşağı itti',
      'bu işe son vermek için hap biriktirdim',
      'eski kocam her akşam kapıda bekliyor sizi bulurum diyor',
      'hayır desem de zorla benimle yatıyor',
      'yan komşu kızımın elbisesinin altına elini soktu',
      'babam beni amcamın oğluyla zorla evlendirmek istiyor',
      'ondan çok korkuyorum çünkü kolumu kırdı',
    ],
  },
  ar: {
    calm: [
      'السلام عليكم حبيت اسأل عن المدرسة لأن بنتي بعد الصيف تدخل الصف الثالث وما أعرف شو الأوراق اللي لازم آخذها معي | وبعدين أجت أخت زوجي للعشاء وطبخنا رز والأولاد شافوا فيلم مع بعض للساعة تسعة',
      'امبارح كنا كل النهار بالحديقة لأن الجو كان حلو وابني خاله جاب له طابة جديدة | وهلق صار عنده رشح وما بعرف بكرا يروح على الحضانة ولا لازم أتصل بالأول',
      'جيت لهون من ثلاث سنين مع عائلتي وهلق عندي دورة يوم الثلاثاء والخميس بمركز الحي عند السيدة يوكا | وبدي اسأل إذا في درس للناس اللي بتشتغل بالنهار لأن جارتي كمان بدها تيجي',
      'صباح الخير وصلتنا رسالة من البلدية عن دروس السباحة ومكتوب فيها لازم ندفع أول وبعدين يرجعوا لنا المصاري | وما فهمت كيف أعملها على الكمبيوتر يمكن حدا يساعدني بهالورقة',
      'أمي جاية زيارة من المغرب وتبقى حتى يناير والصغير فرحان معها وكل يوم يعملون الخبز مع بعض | لكن الغرفة صغيرة وننام أربعة فيها والحمد لله الأمور ماشية',
      'المعلمة قالت ابني شاطر بالحساب بس القراءة عنده بطيئة شوي وأعطته كتاب عن الحيوانات للبيت | وآخر الأسبوع دايما نروح على السوق وبعدها نشرب شاي عند خالتي اللي ساكنة جنب المحطة',
      'انتقلنا للطابق الثالث والمصعد خربان ولازم أطلع بالعرباية والأكياس وهذا تعب كثير | وصاحب البيت يقول يصلحوه الأسبوع الجاي بس نفس الكلام قاله الشهر الماضي',
      'ابني الصغير ما بده غير المكرونة والخضار يرميها على الأرض وزوجي يضحك بس أنا ما بعجبني هالشي | وصديقتي قالت في مكان تقدري تدخلي عليه بدون موعد صحيح هالكلام',
    ],
    danger: [
      'وزوجي يضربني لما يشرب',
      'ومسكني من رقبتي قدام الأولاد وخنقني',
      'وبصراحة ما عاد بدي أعيش',
      'وهو يقول راح يقتلني إذا تركته',
      'وأخو زوجي يلمس بنتي لما أكون برا',
      'وما يخليني أطلع من البيت وأخذ جوازي',
      'وابني الصغير ضايع من ساعتين وما حدا شافه',
      'وأنا ضربت ابني بالحزام لحد ما نزل الدم',
      'وهددني بالسكين في المطبخ',
      'والليلة الماضية دفشني عن الدرج',
      'وخبيت حبوب عشان أنهي حياتي',
      'وطليقي كل مساء واقف عند الباب ويقول راح ألاقيكم',
      'ويجبرني أنام معه حتى لو قلت لا',
      'والجار حط إيده تحت ملابس بنتي',
      'وأبوي يريد يزوجني ابن عمي غصب عني',
      'وأنا خايفة منه لأنه كسر إيدي',
    ],
  },
  'ary-Latn': {
    calm: [
      'salam bghit nsewel 3la lmedrasa hit benti ghadi tdkhol l groep drie mora sif w ma3reftch chno lwra9 li khasni njib m3aya | w men be3d jat luste dyali t3echat 3endna w tayyebna rouz w drari tferrjou f film 7ta l tes3oud',
      'lbare7 kenna nhar kamel f park 7it ljaw kan zwin w weldi khalo chra lih kora jdida | w daba fih rwa7 w ma3reftch wach ghedda ymchi l opvang wla khasni n3eyyet lihom',
      'jit l hollanda hadi tlata snin m3a l3a2ila dyali w daba kandir cours nhar tlat w khmis f buurthuis m3a madame Joke | w bghit n3ref wach kayn chi cours l nas li khdamin f nhar 7it jarti ta hiya bghat tji',
      'sbah lkhir wslatna bra men gemeente 3la zwemles w fiha khasna nkhelso lowwel w men be3d yreddou lina lflous | w ma fhemtch kifach ndirha f ordinateur yemken chi wa7ed y3aweni f had lwer9a',
      'mama jat 3endi men lmeghrib w ghadi tbqa 7ta l janvier w sghir fer7an biha w kaydiro lkhobz koul nhar | walakin lbit sghir w kanna3so rb3a fih w lhamdoulilah ghadya mezyan',
      'l2ostada galt weldi mezyan f l7sab walakin lqraya chwiya t9ila w 3tatou ktab 3la l7ayawanat | w f weekend dima kanmchiw l sou9 w men be3d kanchrbo atay 3end khalti li sakna 7da la gare',
      'r7elna l tab9 talet w l ascenseur khasser w khasni ntle3 b poussette w lmikat w kan3ya bezaf | w moul dar kaygol simana jaya yslhouh walakin hadchi li gal chher li fat',
      'sghir dyali bgha ghir lma9arouniya w lkhodra kayrmiha f lard w rajli kayd7ek walakin ana ma3jebnich lhal | w sa7bti galt liya kayna chi blassa tdekhli bla rendez vous wach bse7',
    ],
    danger: [
      'w rajli kaydrebni mli kaykoun sekran',
      'w ched fiya men 3on9i 9eddam drari',
      'w b sara7a ma b9itch bagha n3ich',
      'w kaygol liya ghadi n9etlek ila mchiti',
      'w khou rajli kay9iss benti mli makankounch',
      'w ma kaykhellinich nkhrej men dar w khda liya passeport',
      'w weldi sghir tlef hadi sa3tayn w 7ed ma chafou',
      'w drebt weldi b semta 7ta sal dem',
      'w hez 3liya lmous f lkouzina',
      'w lbare7 f lil def3ni men drouj',
      'w khbe3t chi dwa bach nsali m3a hayati',
      'w tli9i koul lil wa9ef 9eddam lbab w kaygol ghadi nl9akom',
      'w kayn3es m3aya bezez waxxa kangol lih la',
      'w jarna dkhel yeddih te7t 7wayej benti',
      'w baba bgha yzewejni b weld 3emmi w ana ma bghitch',
      'w ana khayfa mennou 7it herres liya yeddi',
    ],
  },
}
